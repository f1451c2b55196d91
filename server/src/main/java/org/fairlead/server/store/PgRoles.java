package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Role;
import org.fairlead.server.core.access.RoleStore;

/** Roles in PostgreSQL. */
public final class PgRoles implements RoleStore {
    private static final String SELECT = """
            select r.*, (select count(distinct administrator_id) from administrator_binding b where b.role_id = r.id) as holders
            from role r where workspace_id = ?""";

    private final UUID workspace;

    public PgRoles(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public List<Role> list(Tx tx) {
        return PgTx.handle(tx)
                .createQuery(SELECT + " order by builtin desc, id")
                .bind(0, workspace)
                .map((row, context) -> role(row))
                .list();
    }

    @Override
    public Optional<Role> find(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery(SELECT + " and id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> role(row))
                .findOne();
    }

    @Override
    public Optional<Role> findByName(Tx tx, String name) {
        return PgTx.handle(tx)
                .createQuery(SELECT + " and name = ?")
                .bind(0, workspace)
                .bind(1, name)
                .map((row, context) -> role(row))
                .findOne();
    }

    @Override
    public void insert(Tx tx, Role role) {
        PgTx.handle(tx)
                .execute(
                        "insert into role (id, workspace_id, name, builtin, rights) values (?, ?, ?, ?, ?)",
                        role.id(),
                        workspace,
                        role.name(),
                        role.builtin(),
                        PgAdministrators.wires(role.rights()));
    }

    @Override
    public void update(Tx tx, Role role) {
        PgTx.handle(tx)
                .execute(
                        "update role set name = ?, rights = ? where workspace_id = ? and id = ?",
                        role.name(),
                        PgAdministrators.wires(role.rights()),
                        workspace,
                        role.id());
    }

    @Override
    public void delete(Tx tx, UUID id) {
        PgTx.handle(tx).execute("delete from role where workspace_id = ? and id = ?", workspace, id);
    }

    @Override
    public int uses(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("""
                        select (select count(*) from administrator_binding where role_id = ?)
                          + (select count(*) from api_token where role_id = ?)""")
                .bind(0, id)
                .bind(1, id)
                .mapTo(Integer.class)
                .one();
    }

    private static Role role(ResultSet row) throws SQLException {
        return new Role(
                Rows.id(row, "id"),
                row.getString("name"),
                row.getBoolean("builtin"),
                PgAdministrators.rights(row),
                row.getInt("holders"));
    }
}
