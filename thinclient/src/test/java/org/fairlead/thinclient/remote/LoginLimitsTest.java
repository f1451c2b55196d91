package org.fairlead.thinclient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
    private final LoginLimits limits = new LoginLimits();
    private final InetAddress guesser = InetAddress.ofLiteral("10.0.0.9");
    private final InetAddress other = InetAddress.ofLiteral("10.0.0.8");

    @BeforeEach
    void threeInFiveMinutes() {
        limits.limits(3, 60_000);
    }

    @Test
    void theLastAllowedFailureBlocksTheAddressAndNoOther() {
        assertThat(limits.failed(guesser, 0)).isEqualTo(LoginLimits.Failure.COUNTED);
        assertThat(limits.failed(guesser, 1)).isEqualTo(LoginLimits.Failure.COUNTED);
        assertThat(limits.blocked(guesser, 1)).isFalse();
        assertThat(limits.failed(guesser, 2)).isEqualTo(LoginLimits.Failure.BLOCKS);
        assertThat(limits.blocked(guesser, 2)).isTrue();
        assertThat(limits.blocked(other, 2)).isFalse();
        assertThat(limits.failed(guesser, 3)).isEqualTo(LoginLimits.Failure.SILENT);
        assertThat(limits.blocked(guesser, 60_001)).isTrue();
        assertThat(limits.blocked(guesser, 60_002)).isFalse();
    }

    @Test
    void failuresOfLongAgoAndBeforeASuccessDoNotCount() {
        limits.failed(guesser, 0);
        limits.failed(guesser, 1);
        assertThat(limits.failed(guesser, LoginLimits.WINDOW)).isEqualTo(LoginLimits.Failure.COUNTED);
        limits.failed(other, 0);
        limits.failed(other, 1);
        limits.succeeded(other);
        assertThat(limits.failed(other, 2)).isEqualTo(LoginLimits.Failure.COUNTED);
    }

    @Test
    void manyGuessersAreNotManyEvents() throws Exception {
        int told = 0;
        for (int i = 0; i < LoginLimits.MOST_ADDRESSES + 1; i++) {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 1, (byte) (i >> 8), (byte) i});
            told += limits.failed(address, i) == LoginLimits.Failure.SILENT ? 0 : 1;
        }
        assertThat(told).isEqualTo(LoginLimits.MOST_EVENTS);
    }
}
