package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class LoginGuardTest {
    private static final long SECOND = LoginGuard.SECOND;
    private final LoginGuard guard = new LoginGuard();
    private final InetAddress attacker = address(10, 0, 0, 1);
    private final InetAddress other = address(10, 0, 0, 2);
    private long now = 5 * SECOND;

    private static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) raw[i] = (byte) bytes[i];
        try {
            return InetAddress.getByAddress(raw);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void fail(InetAddress address, int times) {
        for (int i = 0; i < times; i++) guard.failed(address, now);
    }

    @Test
    void twoFailuresAreFree() {
        fail(attacker, 2);
        assertThat(guard.attempt(attacker, now)).isEqualTo(new LoginGuard.Verdict(false, 0));
    }

    @Test
    void fromTheThirdOnAnswersComeLaterAndLater() {
        fail(attacker, 3);
        assertThat(guard.attempt(attacker, now)).isEqualTo(new LoginGuard.Verdict(false, SECOND / 2));
        now += 10 * SECOND;
        fail(attacker, 1);
        assertThat(guard.attempt(attacker, now)).isEqualTo(new LoginGuard.Verdict(false, SECOND));
    }

    @Test
    void parallelAttemptsOfOneAddressWaitForOneAnother() {
        fail(attacker, 4);
        assertThat(guard.attempt(attacker, now).delayNanos()).isEqualTo(SECOND);
        assertThat(guard.attempt(attacker, now).delayNanos()).isEqualTo(2 * SECOND);
        for (int i = 0; i < 100; i++)
            assertThat(guard.attempt(attacker, now).delayNanos()).isLessThanOrEqualTo(LoginGuard.LONGEST_DELAY);
    }

    @Test
    void theFifthFailureLocksAndEachFurtherOneDoublesTheTime() {
        fail(attacker, 4);
        assertThat(guard.attempt(attacker, now).locked()).isFalse();
        fail(attacker, 1);
        assertThat(guard.attempt(attacker, now + LoginGuard.FIRST_LOCK - 1).locked())
                .isTrue();
        assertThat(guard.attempt(attacker, now + LoginGuard.FIRST_LOCK).locked())
                .isFalse();
        fail(attacker, 1);
        assertThat(guard.attempt(attacker, now + 2 * LoginGuard.FIRST_LOCK - 1).locked())
                .isTrue();
        assertThat(guard.attempt(attacker, now + 2 * LoginGuard.FIRST_LOCK).locked())
                .isFalse();
        fail(attacker, 50);
        assertThat(guard.attempt(attacker, now + LoginGuard.LONGEST_LOCK - 1).locked())
                .isTrue();
        assertThat(guard.attempt(attacker, now + LoginGuard.LONGEST_LOCK).locked())
                .isFalse();
    }

    @Test
    void anotherAddressIsNotLockedMeanwhile() {
        fail(attacker, 20);
        assertThat(guard.attempt(other, now)).isEqualTo(new LoginGuard.Verdict(false, 0));
    }

    @Test
    void manyFailuresFromEverywhereSlowEverybodyButLockNobody() {
        for (int i = 0; i < LoginGuard.OVERALL_PER_MINUTE; i++) fail(address(10, 0, 1, i), 1);
        assertThat(guard.attempt(other, now).delayNanos()).isZero();
        fail(address(10, 0, 2, 0), 1);
        assertThat(guard.attempt(other, now)).isEqualTo(new LoginGuard.Verdict(false, LoginGuard.OVERALL_DELAY));
        assertThat(guard.attempt(other, now + 60 * SECOND).delayNanos()).isZero();
    }

    @Test
    void successAndAQuarterOfAnHourForget() {
        fail(attacker, 4);
        guard.succeeded(attacker);
        assertThat(guard.attempt(attacker, now).delayNanos()).isZero();
        fail(attacker, 4);
        assertThat(guard.attempt(attacker, now + LoginGuard.FORGET - 1).delayNanos())
                .isPositive();
        assertThat(guard.attempt(attacker, now + 2 * LoginGuard.FORGET).delayNanos())
                .isZero();
    }

    @Test
    void addressesOfOneIpv6SubscriberCountAsOne() {
        int[] first = {0x20, 1, 0xD, 0xB8, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1};
        int[] second = first.clone();
        second[15] = 0x77;
        int[] stranger = first.clone();
        stranger[7] = 3;
        fail(address(first), 5);
        assertThat(guard.attempt(address(second), now).locked()).isTrue();
        assertThat(guard.attempt(address(stranger), now).locked()).isFalse();
    }
}
