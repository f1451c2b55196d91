package org.fairlead.android.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.fairlead.android.core.device.Facts;
import org.fairlead.android.core.device.Mode;
import org.fairlead.protocol.agent.Down;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final List<String> KINDS = List.of(
            "synchronise",
            "message",
            "lock",
            "alarm",
            "locate",
            "photo",
            "reset-password",
            "wipe",
            "wipe-corporate",
            "restart");

    private static Facts facts(Mode mode, int api) {
        return new Facts(mode, api, true, mode.owns(), true, true, true, null);
    }

    private static Decision decide(String kind, Mode mode, int api) {
        return decide(kind, facts(mode, api), Map.of("android.privacy.locate", "all", "android.privacy.photo", "all"));
    }

    private static Decision decide(String kind, Facts facts, Map<String, @Nullable Object> values) {
        return Commands.decide(
                new Down.Order("c1", kind, Map.of("text", "hello", "password", "1234"), 0), facts, values);
    }

    @Test
    void everyCommandIsDecidedInEveryModeWithAReasonWhereItIsNotDone() {
        for (Mode mode : Mode.values()) {
            for (int api = 26; api <= 37; api++) {
                for (String kind : KINDS) {
                    Decision decision = decide(kind, mode, api);
                    if (decision instanceof Decision.Refused refused) {
                        assertThat(refused.reason()).isNotBlank().doesNotEndWith(".");
                    } else if (decision instanceof Decision.Unsupported unsupported) {
                        assertThat(unsupported.reason()).isNotBlank().doesNotEndWith(".");
                    }
                }
            }
        }
    }

    @Test
    void theOwnerOfTheDeviceDoesEverything() {
        for (String kind : KINDS) {
            assertThat(decide(kind, Mode.DEVICE_OWNER, 34))
                    .as(kind)
                    .isNotInstanceOf(Decision.Refused.class)
                    .isNotInstanceOf(Decision.Unsupported.class);
        }
    }

    @Test
    void whatNobodyKnowsIsUnsupported() {
        assertThat(decide("make-coffee", Mode.DEVICE_OWNER, 34)).isInstanceOf(Decision.Unsupported.class);
    }

    @Test
    void aDeviceAdministratorErasesUpToAndroid13Only() {
        assertThat(decide("wipe", Mode.ADMIN, 33)).isInstanceOf(Decision.End.class);
        assertThat(decide("wipe", Mode.ADMIN, 34)).isInstanceOf(Decision.Unsupported.class);
    }

    @Test
    void aPersonalPhoneLosesItsWorkProfileAndNothingElse() {
        assertThat(decide("wipe", Mode.PROFILE_OWNER, 34)).isInstanceOf(Decision.Unsupported.class);
        assertThat(decide("wipe-corporate", Mode.PROFILE_OWNER, 34))
                .isEqualTo(new Decision.End(new Task.RemoveProfile()));
        assertThat(decide("wipe-corporate", Mode.ADMIN, 34)).isEqualTo(new Decision.End(null));
    }

    @Test
    void theCameraInTheBackgroundIsTheOwnersFromAndroid11() {
        assertThat(decide("photo", Mode.ADMIN, 29)).isInstanceOf(Decision.Arm.class);
        assertThat(decide("photo", Mode.ADMIN, 30)).isInstanceOf(Decision.Unsupported.class);
        assertThat(decide("photo", Mode.DEVICE_OWNER, 30)).isInstanceOf(Decision.Arm.class);
    }

    @Test
    void personalPhonesAreNeitherLocatedNorPhotographedUnlessTheProfileSaysSo() {
        for (String kind : List.of("locate", "photo")) {
            assertThat(decide(kind, facts(Mode.ADMIN, 28), Map.of())).as(kind).isInstanceOf(Decision.Refused.class);
            assertThat(decide(kind, facts(Mode.DEVICE_OWNER, 28), Map.of()))
                    .as(kind)
                    .isNotInstanceOf(Decision.Refused.class);
        }
        assertThat(decide("locate", facts(Mode.DEVICE_OWNER, 34), Map.of("android.privacy.locate", "never")))
                .isInstanceOf(Decision.Refused.class);
    }

    @Test
    void aNewPasswordNeedsTheTokenAndAFittingLength() {
        Facts without = new Facts(Mode.DEVICE_OWNER, 34, true, false, true, true, true, null);
        assertThat(decide("reset-password", without, Map.of())).isInstanceOf(Decision.Refused.class);
        assertThat(decide("reset-password", Mode.ADMIN, 34)).isInstanceOf(Decision.Unsupported.class);
        for (int length : new int[] {3, 65}) {
            Down.Order order = new Down.Order("c", "reset-password", Map.of("password", "x".repeat(length)), 0);
            assertThat(Commands.decide(order, facts(Mode.DEVICE_OWNER, 34), Map.of()))
                    .isInstanceOf(Decision.Refused.class);
        }
        for (int length : new int[] {4, 64}) {
            Down.Order order = new Down.Order("c", "reset-password", Map.of("password", "x".repeat(length)), 0);
            assertThat(Commands.decide(order, facts(Mode.DEVICE_OWNER, 34), Map.of()))
                    .isInstanceOf(Decision.Go.class);
        }
        assertThat(new Task.ResetPassword("secret").toString()).doesNotContain("secret");
    }

    @Test
    void locatingSaysWhatIsMissing() {
        Facts forbidden = new Facts(Mode.DEVICE_OWNER, 34, true, true, true, false, true, null);
        assertThat(decide("locate", forbidden, Map.of())).isInstanceOf(Decision.Refused.class);
        Facts off = new Facts(Mode.DEVICE_OWNER, 29, true, true, true, true, false, null);
        assertThat(decide("locate", off, Map.of())).isInstanceOf(Decision.Refused.class);
        Facts switchable = new Facts(Mode.DEVICE_OWNER, 30, true, true, true, true, false, null);
        assertThat(decide("locate", switchable, Map.of())).isInstanceOf(Decision.Go.class);
    }
}
