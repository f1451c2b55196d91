package org.fairlead.server.core.token;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps enrolment tokens under the hashes of their secrets. */
public interface EnrolmentTokenStore {
    void insert(Tx tx, EnrolmentToken token, String hash);

    /** Newest first, of these groups, older than the given one. */
    List<EnrolmentToken> list(Tx tx, Collection<UUID> groups, @Nullable UUID before, int limit);

    long count(Tx tx, Collection<UUID> groups);

    Optional<EnrolmentToken> find(Tx tx, UUID id);

    Optional<EnrolmentToken> findByHash(Tx tx, String hash);

    /** Counts one use of a token that is active now; empty if it is not. One statement, so that uses cannot overshoot. */
    Optional<EnrolmentToken> use(Tx tx, String hash, Instant now);

    /** Revokes a token; false if it was revoked already. */
    boolean revoke(Tx tx, UUID id, Instant now);
}
