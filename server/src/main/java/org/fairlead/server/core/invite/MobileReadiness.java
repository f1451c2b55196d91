package org.fairlead.server.core.invite;

import java.util.Optional;
import org.fairlead.server.core.Wire;

/** What this server has for phones now; asked at each landing, so an invitation that came too early starts to work later. */
public interface MobileReadiness {
    ApplePush apple();

    Optional<AndroidApp> android();

    /** Whether iPhones and iPads can be managed. */
    enum ApplePush implements Wire {
        NONE("none"),
        EXPIRED("expired"),
        READY("ready");

        private final String wire;

        ApplePush(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** The agent that this server hands out, and whether Google Play lists it. */
    record AndroidApp(String packageName, String version, String sha256, String signer, long bytes, boolean inStore) {}

    /** Neither. */
    static MobileReadiness none() {
        return new MobileReadiness() {
            @Override
            public ApplePush apple() {
                return ApplePush.NONE;
            }

            @Override
            public Optional<AndroidApp> android() {
                return Optional.empty();
            }
        };
    }
}
