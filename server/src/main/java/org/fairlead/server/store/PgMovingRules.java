package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.rule.DeviceFacts;
import org.fairlead.server.core.rule.MovingRule;
import org.fairlead.server.core.rule.MovingRuleStore;
import org.jspecify.annotations.Nullable;

/** Moving rules in PostgreSQL. */
public final class PgMovingRules implements MovingRuleStore {
    private static final String FACTS =
            "select d.id, d.name, d.hostname, d.platform, d.addresses, d.tags, d.group_id, d.moved_by_rules, s.address"
                    + " from device d join device_state s on s.workspace_id = d.workspace_id and s.device_id = d.id"
                    + " where d.workspace_id = ?";

    private final UUID workspace;

    public PgMovingRules(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public List<MovingRule> rules(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select * from moving_rule where workspace_id = ? order by ordinal, id")
                .bind(0, workspace)
                .map((row, context) -> rule(row))
                .list();
    }

    @Override
    public void lock(Tx tx) {
        PgTx.handle(tx)
                .createQuery("select version from fleet_version where workspace_id = ? for update")
                .bind(0, workspace)
                .mapTo(Long.class)
                .list();
    }

    @Override
    public void insert(Tx tx, MovingRule rule) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into moving_rule (workspace_id, id, ordinal, name, enabled, mode, only_unassigned,
                                                 name_pattern, address_range, tag, platform, group_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                        workspace,
                        rule.id(),
                        rule.ordinal(),
                        rule.name(),
                        rule.enabled(),
                        rule.mode().wire(),
                        rule.onlyUnassigned(),
                        rule.namePattern(),
                        rule.addressRange(),
                        rule.tag(),
                        rule.platform(),
                        rule.group());
    }

    @Override
    public void update(Tx tx, MovingRule rule) {
        PgTx.handle(tx)
                .execute(
                        """
                        update moving_rule set ordinal = ?, name = ?, enabled = ?, mode = ?, only_unassigned = ?,
                               name_pattern = ?, address_range = ?, tag = ?, platform = ?, group_id = ?
                        where workspace_id = ? and id = ?
                        """,
                        rule.ordinal(),
                        rule.name(),
                        rule.enabled(),
                        rule.mode().wire(),
                        rule.onlyUnassigned(),
                        rule.namePattern(),
                        rule.addressRange(),
                        rule.tag(),
                        rule.platform(),
                        rule.group(),
                        workspace,
                        rule.id());
    }

    @Override
    public void delete(Tx tx, UUID id) {
        PgTx.handle(tx).execute("delete from moving_rule where workspace_id = ? and id = ?", workspace, id);
    }

    @Override
    public List<DeviceFacts> facts(Tx tx, @Nullable UUID after, int limit) {
        return PgTx.handle(tx)
                .createQuery(FACTS + " and d.id > ? order by d.id limit ?")
                .bind(0, workspace)
                .bind(1, after == null ? new UUID(0, 0) : after)
                .bind(2, limit)
                .map((row, context) -> facts(row))
                .list();
    }

    @Override
    public List<DeviceFacts> facts(Tx tx, Collection<UUID> ids) {
        return PgTx.handle(tx)
                .createQuery(FACTS + " and d.id = any(?) order by d.id")
                .bind(0, workspace)
                .bindBySqlType(1, ids.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> facts(row))
                .list();
    }

    @Override
    public Map<UUID, Optional<UUID>> lockGroups(Tx tx, Collection<UUID> ids) {
        Map<UUID, Optional<UUID>> groups = new HashMap<>();
        PgTx.handle(tx)
                .createQuery(
                        "select id, group_id from device where workspace_id = ? and id = any(?) order by id for update")
                .bind(0, workspace)
                .bindBySqlType(1, ids.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> {
                    groups.put(Columns.id(row, "id"), Optional.ofNullable(row.getObject("group_id", UUID.class)));
                    return true;
                })
                .list();
        return groups;
    }

    @Override
    public void remember(Tx tx, UUID rule, Collection<UUID> devices) {
        PgTx.handle(tx)
                .createUpdate("update device set moved_by_rules = array_append(moved_by_rules, :rule)"
                        + " where workspace_id = :workspace and id = any(:ids) and not moved_by_rules @> array[:rule]")
                .bind("rule", rule)
                .bind("workspace", workspace)
                .bindBySqlType("ids", devices.stream().sorted().toArray(UUID[]::new), Types.ARRAY)
                .execute();
    }

    @Override
    public void forget(Tx tx, UUID rule) {
        PgTx.handle(tx)
                .createUpdate("update device set moved_by_rules = array_remove(moved_by_rules, :rule)"
                        + " where workspace_id = :workspace and moved_by_rules @> array[:rule]")
                .bind("rule", rule)
                .bind("workspace", workspace)
                .execute();
    }

    private static MovingRule rule(ResultSet row) throws SQLException {
        return new MovingRule(
                Columns.id(row, "id"),
                row.getInt("ordinal"),
                row.getString("name"),
                row.getBoolean("enabled"),
                MovingRule.Mode.ofWire(row.getString("mode")),
                row.getBoolean("only_unassigned"),
                row.getString("name_pattern"),
                row.getString("address_range"),
                row.getString("tag"),
                row.getString("platform"),
                Columns.id(row, "group_id"));
    }

    private static DeviceFacts facts(ResultSet row) throws SQLException {
        List<String> addresses = new ArrayList<>(Columns.texts(row, "addresses"));
        String seen = row.getString("address");
        if (!seen.isEmpty()) {
            addresses.add(seen);
        }
        UUID[] done = (UUID[]) row.getArray("moved_by_rules").getArray();
        return new DeviceFacts(
                Columns.id(row, "id"),
                row.getString("name"),
                row.getString("hostname"),
                row.getString("platform"),
                addresses,
                Columns.texts(row, "tags"),
                row.getObject("group_id", UUID.class),
                Set.copyOf(Arrays.asList(done)));
    }
}
