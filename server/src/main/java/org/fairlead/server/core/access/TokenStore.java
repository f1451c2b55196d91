package org.fairlead.server.core.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** API tokens. */
public interface TokenStore {
    void insert(Tx tx, ApiToken token);

    Optional<ApiToken> find(Tx tx, UUID id);

    Optional<ApiToken> findByHash(Tx tx, byte[] hash);

    /** Newest first, before the given one. */
    List<ApiToken> list(Tx tx, @Nullable UUID before, int limit);

    void touch(Tx tx, UUID id, Instant at);

    boolean delete(Tx tx, UUID id);
}
