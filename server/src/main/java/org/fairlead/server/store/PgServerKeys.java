package org.fairlead.server.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.confirm.ServerKeyStore;

/** Orders of commands on the host and warnings about certificates, in PostgreSQL. */
public final class PgServerKeys implements ServerKeyStore {
    private final UUID workspace;

    public PgServerKeys(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public void ask(Tx tx, UUID id, boolean force, Instant now) {
        PgTx.handle(tx).execute("""
                        insert into server_key_order (workspace_id, id, force, asked_at, state) values (?, ?, ?, ?, 'asked')
                        on conflict (workspace_id) do update set id = excluded.id, force = excluded.force, asked_at = excluded.asked_at,
                          state = excluded.state, outcome = ''
                        """, workspace, id, force, Columns.time(now));
    }

    @Override
    public Optional<Order> take(Tx tx, Instant after) {
        return PgTx.handle(tx)
                .createQuery(
                        "update server_key_order set state = 'taken' where workspace_id = ? and state = 'asked' and asked_at > ? returning *")
                .bind(0, workspace)
                .bind(1, Columns.time(after))
                .map((row, context) -> order(row))
                .findFirst();
    }

    @Override
    public void answer(Tx tx, UUID id, String state, String outcome) {
        PgTx.handle(tx)
                .execute(
                        "update server_key_order set state = ?, outcome = ? where workspace_id = ? and id = ?",
                        state,
                        outcome,
                        workspace,
                        id);
    }

    @Override
    public Optional<Order> find(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select * from server_key_order where workspace_id = ? and id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> order(row))
                .findFirst();
    }

    @Override
    public boolean withdraw(Tx tx, UUID id) {
        return PgTx.handle(tx)
                        .execute(
                                "delete from server_key_order where workspace_id = ? and id = ? and state = 'asked'",
                                workspace,
                                id)
                == 1;
    }

    @Override
    public boolean warn(Tx tx, String fingerprint, int days) {
        return PgTx.handle(tx)
                        .execute(
                                "insert into server_key_warning (workspace_id, certificate, days) values (?, ?, ?) on conflict do nothing",
                                workspace,
                                fingerprint,
                                days)
                == 1;
    }

    private static Order order(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Order(
                Columns.id(row, "id"), row.getBoolean("force"), row.getString("state"), row.getString("outcome"));
    }
}
