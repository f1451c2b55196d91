package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineSpeedTest {
    private final LineSpeed line = new LineSpeed();

    @Test
    void writesThatFitAtOnceSayNothing() {
        line.written(100_000, LineSpeed.WAITED_NANOS - 1);
        assertThat(line.bytesPerSecond()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void writesThatWaitedTellTheSpeedAndLaterOnesWeighIn() {
        line.written(100_000, 100_000_000);
        assertThat(line.bytesPerSecond()).isEqualTo(1_000_000);
        line.written(200_000, 100_000_000);
        assertThat(line.bytesPerSecond()).isEqualTo(1_250_000);
    }

    @Test
    void aLineThatGetsBetterIsTrustedAgain() {
        line.written(100_000, 100_000_000);
        for (int i = 0; i < 100; i++) line.written(10_000, 1000);
        assertThat(line.bytesPerSecond()).isEqualTo(Long.MAX_VALUE);
    }
}
