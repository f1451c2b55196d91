package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.FactorStore;
import org.fairlead.server.core.access.Passkey;

/** Passkeys and recovery codes in PostgreSQL. */
public final class PgFactors implements FactorStore {
    @Override
    public List<Passkey> passkeys(Tx tx, UUID administrator) {
        return PgTx.handle(tx)
                .createQuery("select * from passkey where administrator_id = ? order by id")
                .bind(0, administrator)
                .map((row, context) -> passkey(row))
                .list();
    }

    @Override
    public Optional<Passkey> passkey(Tx tx, byte[] credentialId) {
        return PgTx.handle(tx)
                .createQuery("select * from passkey where credential_id = ?")
                .bind(0, credentialId)
                .map((row, context) -> passkey(row))
                .findOne();
    }

    @Override
    public void insertPasskey(Tx tx, Passkey key) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into passkey (id, administrator_id, credential_id, record, sign_count, name, created_at)
                        values (?, ?, ?, ?, ?, ?, ?)""",
                        key.id(),
                        key.administratorId(),
                        key.credentialId(),
                        key.record(),
                        key.signCount(),
                        key.name(),
                        Rows.at(key.createdAt()));
    }

    @Override
    public void passkeyUsed(Tx tx, UUID id, long signCount, Instant at) {
        PgTx.handle(tx)
                .execute(
                        "update passkey set sign_count = ?, last_used_at = ? where id = ?", signCount, Rows.at(at), id);
    }

    @Override
    public boolean deletePasskey(Tx tx, UUID administrator, UUID id) {
        return PgTx.handle(tx).execute("delete from passkey where administrator_id = ? and id = ?", administrator, id)
                == 1;
    }

    @Override
    public void replaceRecoveryCodes(Tx tx, UUID administrator, List<byte[]> hashes) {
        PgTx.handle(tx).execute("delete from recovery_code where administrator_id = ?", administrator);
        for (byte[] hash : hashes) {
            PgTx.handle(tx)
                    .execute("insert into recovery_code (administrator_id, hash) values (?, ?)", administrator, hash);
        }
    }

    @Override
    public boolean useRecoveryCode(Tx tx, UUID administrator, byte[] hash, Instant at) {
        return PgTx.handle(tx)
                        .execute(
                                "update recovery_code set used_at = ? where administrator_id = ? and hash = ? and used_at is null",
                                Rows.at(at),
                                administrator,
                                hash)
                == 1;
    }

    @Override
    public int recoveryCodesLeft(Tx tx, UUID administrator) {
        return PgTx.handle(tx)
                .createQuery("select count(*) from recovery_code where administrator_id = ? and used_at is null")
                .bind(0, administrator)
                .mapTo(Integer.class)
                .one();
    }

    private static Passkey passkey(ResultSet row) throws SQLException {
        return new Passkey(
                Rows.id(row, "id"),
                Rows.id(row, "administrator_id"),
                row.getBytes("credential_id"),
                row.getBytes("record"),
                row.getLong("sign_count"),
                row.getString("name"),
                Rows.time(row, "created_at"),
                Rows.optionalTime(row, "last_used_at"));
    }
}
