package org.fairlead.server.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.device.Mover;
import org.fairlead.server.core.group.Group;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.core.settings.SettingsRules;
import org.jspecify.annotations.Nullable;

/** A small fleet in a database of its own, with callers and an audit log for tests. */
public final class FleetFixture implements Groups, AutoCloseable {
    public final UUID workspace = Ids.next();
    public final Database database = Database.open(TestDatabase.create());
    public final UnitOfWork unit = new PgUnitOfWork(database);
    public final PgFleet fleet = new PgFleet(workspace);
    public final PgDevices devices = new PgDevices(workspace, this);
    public final List<String> audited = new ArrayList<>();
    public final AuditLog audit =
            (tx, actor, action, type, id, name, detail) -> audited.add(action + " " + name + " " + detail);
    private volatile @Nullable GroupTree tree;

    public FleetFixture() {
        unit.runInTx(tx -> fleet.prepare(tx, "Managed devices", Instant.now()));
        refresh();
    }

    @Override
    public GroupTree tree() {
        GroupTree known = tree;
        if (known == null) {
            throw new IllegalStateException("not ready");
        }
        return known;
    }

    public UUID group(String name) {
        return group(name, tree().root());
    }

    public UUID group(String name, UUID parent) {
        Group group = new Group(Ids.next(), parent, name, null);
        unit.runInTx(tx -> fleet.insertGroup(tx, group, Instant.now()));
        refresh();
        return group.id();
    }

    /** A new device; group null means unassigned. */
    public UUID device(String name, @Nullable UUID group, String... addresses) {
        return unit.inTx(tx -> device(tx, name, group, addresses));
    }

    public UUID device(Tx tx, String name, @Nullable UUID group, String... addresses) {
        UUID id = Ids.next();
        int number = devices.nextNumber(tx);
        devices.insert(
                tx,
                new DeviceStore.NewDevice(
                        id,
                        number,
                        "n" + number,
                        name,
                        "thin-client",
                        group,
                        null,
                        new Up.DeviceInfo(
                                name, "Model T", "SN-" + number, "Linux", "0.1.0", List.of(addresses), Map.of()),
                        Instant.now()));
        return id;
    }

    public @Nullable UUID groupOf(UUID device) {
        return unit.read(tx -> devices.find(tx, device).orElseThrow().group());
    }

    /** Groups and policies as the server holds them. */
    public Fleet liveFleet(InstantSource clock) {
        Sealer none = new Sealer() {
            @Override
            public byte[] seal(byte[] plain, String context) {
                throw new IllegalStateException("not part of these tests");
            }

            @Override
            public byte[] open(byte[] sealed, String context) {
                throw new IllegalStateException("not part of these tests");
            }
        };
        return new Fleet(unit, fleet, new SettingsRules(Catalogue.load(), none), new Changes(), clock);
    }

    public void administrator(String login, String name) {
        database.tx(handle -> {
            handle.execute(
                    "insert into workspace values (?, 'test', ?, now()) on conflict do nothing", workspace, Ids.next());
            return handle.execute(
                    "insert into administrator (id, workspace_id, login, name, locale, created_at)"
                            + " values (?, ?, ?, ?, 'en', now())",
                    Ids.next(),
                    workspace,
                    login,
                    name);
        });
    }

    /** Moves without events. */
    public Mover mover() {
        return (tx, actor, ids, group) -> devices.move(tx, ids, group);
    }

    /** Somebody who may do everything everywhere. */
    public static Caller anyone() {
        return new TestCaller(Ids.next(), Map.of(), Scope.EVERYWHERE);
    }

    /** Somebody with these rights in these subtrees and none elsewhere. */
    public static Caller scoped(List<UUID> groups, Right... rights) {
        Map<Right, Scope> scopes = new EnumMap<>(Right.class);
        for (Right right : rights) {
            scopes.put(right, Scope.subtrees(groups));
        }
        return new TestCaller(Ids.next(), scopes, Scope.NOWHERE);
    }

    @Override
    public void close() {
        database.close();
    }

    private void refresh() {
        tree = unit.read(tx -> new GroupTree(fleet.groups(tx)));
    }

    private record TestCaller(UUID id, Map<Right, Scope> scopes, Scope otherwise) implements Caller {
        @Override
        public Actor actor() {
            return new Actor(Actor.Kind.ADMINISTRATOR, id, "anna", "192.0.2.1");
        }

        @Override
        public Scope scope(Right right) {
            return scopes.getOrDefault(right, otherwise);
        }

        @Override
        public void requireStepUp() {}
    }
}
