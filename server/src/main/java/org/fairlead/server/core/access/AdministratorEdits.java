package org.fairlead.server.core.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Copies of an administrator with something changed. */
final class AdministratorEdits {
    private AdministratorEdits() {}

    static Administrator seen(Administrator a, Instant at) {
        return new Administrator(
                a.id(),
                a.login(),
                a.name(),
                a.locale(),
                a.theme(),
                a.disabled(),
                a.password(),
                a.totpSecret(),
                a.totpStep(),
                a.epoch(),
                a.createdAt(),
                at);
    }

    static Administrator profile(Administrator a, String name, String locale, String theme) {
        return new Administrator(
                a.id(),
                a.login(),
                name,
                locale,
                theme,
                a.disabled(),
                a.password(),
                a.totpSecret(),
                a.totpStep(),
                a.epoch(),
                a.createdAt(),
                a.lastSeenAt());
    }

    /** Ends all sessions but those that are renewed with the new epoch. */
    static Administrator password(Administrator a, String hash) {
        return new Administrator(
                a.id(),
                a.login(),
                a.name(),
                a.locale(),
                a.theme(),
                a.disabled(),
                hash,
                a.totpSecret(),
                a.totpStep(),
                a.epoch() + 1,
                a.createdAt(),
                a.lastSeenAt());
    }

    /** A new or no secret for one-time passwords; ends all sessions but those that are renewed. */
    static Administrator totp(Administrator a, byte @Nullable [] secret, long step) {
        return new Administrator(
                a.id(),
                a.login(),
                a.name(),
                a.locale(),
                a.theme(),
                a.disabled(),
                a.password(),
                secret,
                step,
                a.epoch() + 1,
                a.createdAt(),
                a.lastSeenAt());
    }

    static Administrator totpUsed(Administrator a, long step) {
        return new Administrator(
                a.id(),
                a.login(),
                a.name(),
                a.locale(),
                a.theme(),
                a.disabled(),
                a.password(),
                a.totpSecret(),
                step,
                a.epoch(),
                a.createdAt(),
                a.lastSeenAt());
    }

    static Administrator nextEpoch(Administrator a) {
        return totp(a, a.totpSecret(), a.totpStep());
    }

    static Administrator disabled(Administrator a, boolean disabled) {
        return new Administrator(
                a.id(),
                a.login(),
                a.name(),
                a.locale(),
                a.theme(),
                disabled,
                a.password(),
                a.totpSecret(),
                a.totpStep(),
                disabled ? a.epoch() + 1 : a.epoch(),
                a.createdAt(),
                a.lastSeenAt());
    }
}
