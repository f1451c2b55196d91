package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Administrator;
import org.fairlead.server.core.access.AdministratorStore;
import org.fairlead.server.core.access.Binding;
import org.fairlead.server.core.access.Grant;
import org.fairlead.server.core.access.Right;

/** Administrators in PostgreSQL. */
public final class PgAdministrators implements AdministratorStore {
    private final UUID workspace;

    public PgAdministrators(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public void lock(Tx tx) {
        PgTx.handle(tx)
                .createQuery("select id from workspace where id = ? for update")
                .bind(0, workspace)
                .mapTo(UUID.class)
                .one();
    }

    @Override
    public boolean isEmpty(Tx tx) {
        return count(tx) == 0;
    }

    @Override
    public Optional<Administrator> find(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select * from administrator where workspace_id = ? and id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> administrator(row))
                .findOne();
    }

    @Override
    public Optional<Administrator> findByLogin(Tx tx, String login) {
        return PgTx.handle(tx)
                .createQuery("select * from administrator where workspace_id = ? and login = ?")
                .bind(0, workspace)
                .bind(1, login)
                .map((row, context) -> administrator(row))
                .findOne();
    }

    @Override
    public List<Administrator> list(Tx tx, String afterLogin, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        select * from administrator where workspace_id = ? and login > ? order by login limit ?""")
                .bind(0, workspace)
                .bind(1, afterLogin)
                .bind(2, limit)
                .map((row, context) -> administrator(row))
                .list();
    }

    @Override
    public long count(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select count(*) from administrator where workspace_id = ?")
                .bind(0, workspace)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public void insert(Tx tx, Administrator a) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into administrator (workspace_id, id, login, name, locale, theme, disabled, password,
                          totp_secret, totp_step, epoch, created_at, last_seen_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        workspace,
                        a.id(),
                        a.login(),
                        a.name(),
                        a.locale(),
                        a.theme(),
                        a.disabled(),
                        a.password(),
                        a.totpSecret(),
                        a.totpStep(),
                        a.epoch(),
                        Rows.at(a.createdAt()),
                        Rows.at(a.lastSeenAt()));
    }

    @Override
    public void update(Tx tx, Administrator a) {
        PgTx.handle(tx)
                .execute(
                        """
                        update administrator set name = ?, locale = ?, theme = ?, disabled = ?, password = ?,
                          totp_secret = ?, totp_step = ?, epoch = ?, last_seen_at = ?
                        where workspace_id = ? and id = ?""",
                        a.name(),
                        a.locale(),
                        a.theme(),
                        a.disabled(),
                        a.password(),
                        a.totpSecret(),
                        a.totpStep(),
                        a.epoch(),
                        Rows.at(a.lastSeenAt()),
                        workspace,
                        a.id());
    }

    @Override
    public void delete(Tx tx, UUID id) {
        PgTx.handle(tx).execute("delete from administrator where workspace_id = ? and id = ?", workspace, id);
    }

    @Override
    public List<Binding> bindings(Tx tx, UUID administrator) {
        return PgTx.handle(tx)
                .createQuery(
                        "select role_id, group_id from administrator_binding where administrator_id = ? order by id")
                .bind(0, administrator)
                .map((row, context) -> new Binding(Rows.id(row, "role_id"), Rows.optionalId(row, "group_id")))
                .list();
    }

    @Override
    public void replaceBindings(Tx tx, UUID administrator, List<Binding> bindings) {
        PgTx.handle(tx).execute("delete from administrator_binding where administrator_id = ?", administrator);
        for (Binding binding : bindings) {
            PgTx.handle(tx)
                    .execute(
                            "insert into administrator_binding (id, administrator_id, role_id, group_id) values (?, ?, ?, ?)",
                            Ids.next(),
                            administrator,
                            binding.roleId(),
                            binding.groupId());
        }
    }

    @Override
    public List<Grant> grants(Tx tx, UUID administrator) {
        return PgTx.handle(tx)
                .createQuery("""
                        select r.rights, b.group_id from administrator_binding b join role r on r.id = b.role_id
                        where b.administrator_id = ? order by b.id""")
                .bind(0, administrator)
                .map((row, context) -> new Grant(rights(row), Rows.optionalId(row, "group_id")))
                .list();
    }

    @Override
    public int countEverywhere(Tx tx, Right right) {
        return PgTx.handle(tx)
                .createQuery("""
                        select count(distinct a.id) from administrator a
                        join administrator_binding b on b.administrator_id = a.id
                        join role r on r.id = b.role_id
                        where a.workspace_id = ? and not a.disabled and b.group_id is null and ? = any (r.rights)""")
                .bind(0, workspace)
                .bind(1, right.wire())
                .mapTo(Integer.class)
                .one();
    }

    static Set<Right> rights(ResultSet row) throws SQLException {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (String wire : (String[]) row.getArray("rights").getArray()) {
            Right.ofWire(wire).ifPresent(rights::add);
        }
        return rights;
    }

    static String[] wires(Set<Right> rights) {
        List<String> wires = new ArrayList<>();
        for (Right right : rights) {
            wires.add(right.wire());
        }
        return wires.toArray(String[]::new);
    }

    private static Administrator administrator(ResultSet row) throws SQLException {
        return new Administrator(
                Rows.id(row, "id"),
                row.getString("login"),
                row.getString("name"),
                row.getString("locale"),
                row.getString("theme"),
                row.getBoolean("disabled"),
                row.getString("password"),
                row.getBytes("totp_secret"),
                row.getLong("totp_step"),
                row.getInt("epoch"),
                Rows.time(row, "created_at"),
                Rows.optionalTime(row, "last_seen_at"));
    }
}
