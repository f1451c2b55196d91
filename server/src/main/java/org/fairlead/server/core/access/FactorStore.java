package org.fairlead.server.core.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Passkeys and recovery codes. */
public interface FactorStore {
    List<Passkey> passkeys(Tx tx, UUID administrator);

    Optional<Passkey> passkey(Tx tx, byte[] credentialId);

    void insertPasskey(Tx tx, Passkey passkey);

    void passkeyUsed(Tx tx, UUID id, long signCount, Instant at);

    boolean deletePasskey(Tx tx, UUID administrator, UUID id);

    void replaceRecoveryCodes(Tx tx, UUID administrator, List<byte[]> hashes);

    /** Marks the code as used; false when there is no such unused code. */
    boolean useRecoveryCode(Tx tx, UUID administrator, byte[] hash, Instant at);

    int recoveryCodesLeft(Tx tx, UUID administrator);
}
