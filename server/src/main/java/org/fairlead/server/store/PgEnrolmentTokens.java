package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.token.EnrolmentToken;
import org.fairlead.server.core.token.EnrolmentTokenStore;
import org.jspecify.annotations.Nullable;

/** Enrolment tokens in PostgreSQL. */
public final class PgEnrolmentTokens implements EnrolmentTokenStore {
    private static final String COLUMNS =
            "id, name, group_id, max_uses, used, expires_at, revoked_at, created_at, created_by";

    private final UUID workspace;

    public PgEnrolmentTokens(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public void insert(Tx tx, EnrolmentToken token, String hash) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into enrolment_token (workspace_id, id, hash, name, group_id, max_uses, used, expires_at,
                                                     created_at, created_by)
                        values (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
                        """,
                        workspace,
                        token.id(),
                        hash,
                        token.name(),
                        token.group(),
                        token.maxUses(),
                        Columns.time(token.expiresAt()),
                        Columns.time(token.createdAt()),
                        token.createdBy());
    }

    @Override
    public List<EnrolmentToken> list(Tx tx, Collection<UUID> groups, @Nullable UUID before, int limit) {
        return PgTx.handle(tx)
                .createQuery("select " + COLUMNS + " from enrolment_token where workspace_id = ? and group_id = any(?)"
                        + " and (cast(? as uuid) is null or id < cast(? as uuid)) order by id desc limit ?")
                .bind(0, workspace)
                .bindBySqlType(1, groups.toArray(new UUID[0]), Types.ARRAY)
                .bind(2, before)
                .bind(3, before)
                .bind(4, limit)
                .map((row, context) -> token(row))
                .list();
    }

    @Override
    public long count(Tx tx, Collection<UUID> groups) {
        return PgTx.handle(tx)
                .createQuery("select count(*) from enrolment_token where workspace_id = ? and group_id = any(?)")
                .bind(0, workspace)
                .bindBySqlType(1, groups.toArray(new UUID[0]), Types.ARRAY)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public Optional<EnrolmentToken> find(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select " + COLUMNS + " from enrolment_token where workspace_id = ? and id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> token(row))
                .findOne();
    }

    @Override
    public Optional<EnrolmentToken> findByHash(Tx tx, String hash) {
        return PgTx.handle(tx)
                .createQuery("select " + COLUMNS + " from enrolment_token where workspace_id = ? and hash = ?")
                .bind(0, workspace)
                .bind(1, hash)
                .map((row, context) -> token(row))
                .findOne();
    }

    @Override
    public Optional<EnrolmentToken> use(Tx tx, String hash, Instant now) {
        return PgTx.handle(tx)
                .createQuery("update enrolment_token set used = used + 1 where workspace_id = ? and hash = ?"
                        + " and revoked_at is null and expires_at > ? and (max_uses is null or used < max_uses)"
                        + " returning " + COLUMNS)
                .bind(0, workspace)
                .bind(1, hash)
                .bind(2, Columns.time(now))
                .map((row, context) -> token(row))
                .findOne();
    }

    @Override
    public boolean revoke(Tx tx, UUID id, Instant now) {
        return PgTx.handle(tx)
                        .execute(
                                "update enrolment_token set revoked_at = ? where workspace_id = ? and id = ? and revoked_at is null",
                                Columns.time(now),
                                workspace,
                                id)
                == 1;
    }

    private static EnrolmentToken token(ResultSet row) throws SQLException {
        return new EnrolmentToken(
                Columns.id(row, "id"),
                row.getString("name"),
                Columns.id(row, "group_id"),
                row.getObject("max_uses", Integer.class),
                row.getInt("used"),
                Columns.instant(row, "expires_at"),
                Columns.maybeInstant(row, "revoked_at"),
                Columns.instant(row, "created_at"),
                row.getString("created_by"));
    }
}
