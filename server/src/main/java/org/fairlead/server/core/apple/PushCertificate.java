package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A push certificate or the request for one; the key never leaves the server.
 *
 * @param request PKCS#10 in PEM, empty where the certificate came with its key
 * @param chain certificates in PEM, empty while requested
 * @param warnedDays the reminder that was given last
 */
public record PushCertificate(
        UUID id,
        State state,
        byte[] keySealed,
        String request,
        String chain,
        String topic,
        String account,
        @Nullable Instant notBefore,
        @Nullable Instant notAfter,
        @Nullable Integer warnedDays,
        Instant createdAt,
        String createdBy) {
    /** The states in the database. */
    public enum State {
        REQUESTED,
        ACTIVE,
        RETIRED
    }

    /** What binds the sealed key to its row. */
    public String context() {
        return "apple_push_certificate.key_sealed|" + id;
    }
}
