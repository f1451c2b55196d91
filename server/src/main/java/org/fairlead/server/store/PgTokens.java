package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.ApiToken;
import org.fairlead.server.core.access.TokenStore;
import org.jspecify.annotations.Nullable;

/** API tokens in PostgreSQL. */
public final class PgTokens implements TokenStore {
    private final UUID workspace;

    public PgTokens(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public void insert(Tx tx, ApiToken t) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into api_token (id, workspace_id, hash, name, role_id, group_id, created_by, created_by_name,
                          created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        t.id(),
                        workspace,
                        t.hash(),
                        t.name(),
                        t.roleId(),
                        t.groupId(),
                        t.createdBy(),
                        t.createdByName(),
                        Rows.at(t.createdAt()),
                        Rows.at(t.expiresAt()));
    }

    @Override
    public Optional<ApiToken> find(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select * from api_token where workspace_id = ? and id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> token(row))
                .findOne();
    }

    @Override
    public Optional<ApiToken> findByHash(Tx tx, byte[] hash) {
        return PgTx.handle(tx)
                .createQuery("select * from api_token where workspace_id = ? and hash = ?")
                .bind(0, workspace)
                .bind(1, hash)
                .map((row, context) -> token(row))
                .findOne();
    }

    @Override
    public List<ApiToken> list(Tx tx, @Nullable UUID before, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        select * from api_token where workspace_id = ? and (cast(? as uuid) is null or id < cast(? as uuid))
                        order by id desc limit ?""")
                .bind(0, workspace)
                .bind(1, before)
                .bind(2, before)
                .bind(3, limit)
                .map((row, context) -> token(row))
                .list();
    }

    @Override
    public void touch(Tx tx, UUID id, Instant at) {
        PgTx.handle(tx).execute("update api_token set last_used_at = ? where id = ?", Rows.at(at), id);
    }

    @Override
    public boolean delete(Tx tx, UUID id) {
        return PgTx.handle(tx).execute("delete from api_token where workspace_id = ? and id = ?", workspace, id) == 1;
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                Rows.id(row, "id"),
                row.getBytes("hash"),
                row.getString("name"),
                Rows.id(row, "role_id"),
                Rows.optionalId(row, "group_id"),
                Rows.optionalId(row, "created_by"),
                row.getString("created_by_name"),
                Rows.time(row, "created_at"),
                Rows.time(row, "expires_at"),
                Rows.optionalTime(row, "last_used_at"));
    }
}
