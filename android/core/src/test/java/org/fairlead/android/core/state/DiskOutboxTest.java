package org.fairlead.android.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fairlead.protocol.agent.DeviceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskOutboxTest {
    @TempDir
    File folder;

    private static DeviceRecord event(String code) {
        return new DeviceRecord.Event(0, 1, code, Map.of());
    }

    private static DeviceRecord photo(int characters) {
        return new DeviceRecord.Result(
                0, 1, "c", DeviceRecord.Result.State.SUCCEEDED, null, Map.of("photo", "x".repeat(characters)));
    }

    private DiskOutbox open() {
        return new DiskOutbox(new SafeFiles(folder));
    }

    @Test
    void recordsSurviveARestartInTheirOrderWithTheirNumbers() {
        DiskOutbox outbox = open();
        outbox.add(event("D01.started"));
        outbox.add(photo(10));
        outbox.acknowledged(1);
        DiskOutbox again = open();
        assertThat(again.first(10)).extracting(DeviceRecord::seq).containsExactly(2L);
        again.add(event("D01.started"));
        assertThat(again.first(10)).extracting(DeviceRecord::seq).containsExactly(2L, 3L);
    }

    @Test
    void aNumberIsNeverUsedTwiceEvenIfTheDiskForgot() {
        DiskOutbox outbox = open();
        outbox.acknowledged(41);
        outbox.add(event("D01.started"));
        assertThat(outbox.first(1).get(0).seq()).isEqualTo(42);
        assertThat(open().first(1).get(0).seq()).isEqualTo(42);
    }

    @Test
    void aboveTheCapacityTheOldestAreDroppedAndCounted() {
        DiskOutbox outbox = open();
        for (int i = 0; i < DiskOutbox.CAPACITY; i++) {
            outbox.add(event("e"));
        }
        assertThat(outbox.dropped()).isZero();
        outbox.add(event("e"));
        assertThat(outbox.dropped()).isEqualTo(1);
        assertThat(open().dropped()).isEqualTo(1);
        assertThat(outbox.first(1).get(0).seq()).isEqualTo(2);
        outbox.dropReported(1);
        assertThat(open().dropped()).isZero();
    }

    @Test
    void picturesGoAloneAndFillNoMoreThanTheirShare() {
        DiskOutbox outbox = open();
        outbox.add(photo(500_000));
        outbox.add(photo(500_000));
        assertThat(outbox.first(10)).hasSize(1);
        for (int i = 0; i < 20; i++) {
            outbox.add(photo(500_000));
        }
        assertThat(outbox.size()).isLessThan(9);
        assertThat(outbox.dropped()).isPositive();
    }

    @Test
    void aDamagedFileIsNotBelieved() throws IOException {
        open().add(event("D01.started"));
        Path file = folder.toPath().resolve("outbox");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(open().size()).isZero();
    }

    @Test
    void waitsForTheServerNoLongerThanAsked() throws InterruptedException {
        DiskOutbox outbox = open();
        assertThat(outbox.awaitEmpty(1)).isTrue();
        outbox.add(event("D01.started"));
        assertThat(outbox.awaitEmpty(1)).isFalse();
        outbox.acknowledged(1);
        assertThat(outbox.awaitEmpty(1)).isTrue();
    }
}
