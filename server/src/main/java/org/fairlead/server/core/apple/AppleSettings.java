package org.fairlead.server.core.apple;

import java.time.Duration;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Where pushes go (trusted roots in PEM, empty for those that Java trusts), how many days an identity lasts and how many
 * before its end it is renewed; days that are left out stay as they are.
 */
public record AppleSettings(
        String gatewayHost,
        int gatewayPort,
        String trustedRoots,
        @Nullable Integer identityDays,
        @Nullable Integer renewDays) {
    static final int MIN_LIFE = 30;
    static final int MAX_LIFE = 1_825;

    private static final int LIFE = 730;
    private static final int AHEAD = 60;

    public static AppleSettings initial() {
        return new AppleSettings("api.push.apple.com", 443, "", LIFE, AHEAD);
    }

    /** How long a new identity lasts. */
    public Duration life() {
        return Duration.ofDays(identityDays == null ? LIFE : identityDays);
    }

    /** How long before its end an identity is renewed. */
    public Duration ahead() {
        return Duration.ofDays(renewDays == null ? AHEAD : renewDays);
    }

    /** With the days of these settings where there are none; a renewal must come before the end and after the start. */
    AppleSettings over(AppleSettings before) {
        int life = identityDays == null ? (int) before.life().toDays() : identityDays;
        int ahead = renewDays == null ? (int) before.ahead().toDays() : renewDays;
        if (life < MIN_LIFE || life > MAX_LIFE) {
            throw new Problem.Invalid("identityDays", "must be from " + MIN_LIFE + " to " + MAX_LIFE);
        }
        if (ahead < 1 || ahead >= life) {
            throw new Problem.Invalid("renewDays", "must be at least 1 and less than identityDays");
        }
        return new AppleSettings(gatewayHost, gatewayPort, trustedRoots, life, ahead);
    }
}
