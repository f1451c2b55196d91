package org.fairlead.server.core.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Browser sessions, one-time secrets and delays: what signing in needs to remember. */
public interface SessionStore {
    void insert(Tx tx, StoredSession session);

    Optional<StoredSession> findByHash(Tx tx, byte[] hash);

    void update(Tx tx, StoredSession session);

    void touch(Tx tx, UUID id, Instant at);

    List<StoredSession> list(Tx tx, UUID administrator);

    boolean delete(Tx tx, UUID administrator, UUID id);

    /** Ends all sessions of an administrator but one. */
    void deleteOthers(Tx tx, UUID administrator, @Nullable UUID keep);

    /** Forgets what is no longer valid. */
    void deleteExpired(Tx tx, Instant now);

    /** A secret that can be used once. */
    record OneTime(byte[] hash, String purpose, @Nullable UUID administratorId, Instant expiresAt) {}

    void insertOneTime(Tx tx, OneTime secret);

    Optional<OneTime> findOneTime(Tx tx, byte[] hash, String purpose, Instant now);

    /** Like {@link #findOneTime}, and nobody can use it again. */
    Optional<OneTime> takeOneTime(Tx tx, byte[] hash, String purpose, Instant now);

    /** The hash (or sealed value) of an administrator's secret for this purpose. */
    Optional<byte[]> findOneTime(Tx tx, String purpose, UUID administrator, Instant now);

    void deleteOneTime(Tx tx, String purpose, @Nullable UUID administrator);

    /** Locks the row until the end of the transaction. */
    Delay delay(Tx tx, String key);

    void delay(Tx tx, String key, Delay delay);
}
