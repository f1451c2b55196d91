package org.fairlead.server.core.fleet;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.server.TestFolders;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.Workspace;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.command.ApprovalRules;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.Issuing;
import org.fairlead.server.core.confirm.CodeSecrets;
import org.fairlead.server.core.confirm.CodeUse;
import org.fairlead.server.core.device.Nudger;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.policy.DryRuns;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.GroupService;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.core.remote.RemoteAccess;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.core.settings.SettingsRules;
import org.fairlead.server.core.sync.AgentLink;
import org.fairlead.server.core.sync.CommandDesk;
import org.fairlead.server.core.sync.DesiredState;
import org.fairlead.server.core.sync.DeviceDesk;
import org.fairlead.server.core.sync.Ingest;
import org.fairlead.server.core.sync.LocalChanges;
import org.fairlead.server.core.sync.Presence;
import org.fairlead.server.store.Database;
import org.fairlead.server.store.JdbcAddress;
import org.fairlead.server.store.PgApprovals;
import org.fairlead.server.store.PgCommands;
import org.fairlead.server.store.PgConfirmations;
import org.fairlead.server.store.PgDevices;
import org.fairlead.server.store.PgFleet;
import org.fairlead.server.store.PgRemote;
import org.fairlead.server.store.PgSecrets;
import org.fairlead.server.store.PgSync;
import org.fairlead.server.store.PgUnitOfWork;
import org.fairlead.server.store.TestDatabase;
import org.jspecify.annotations.Nullable;

/** The fleet's core over a real database, without network; events and audit are kept in lists. */
final class World implements AutoCloseable {
    final UUID workspace = Ids.next();
    final JdbcAddress address = TestDatabase.create();
    final Database database = Database.open(address);
    final UnitOfWork unit = new PgUnitOfWork(database);
    final InstantSource clock = InstantSource.system();
    final List<NewEvent> events = new java.util.concurrent.CopyOnWriteArrayList<>();
    final List<String> audited = new java.util.concurrent.CopyOnWriteArrayList<>();
    final PgFleet store = new PgFleet(workspace);
    final Changes changes = new Changes();
    final EventLog eventLog = (tx, list) -> tx.afterCommit(() -> events.addAll(list));
    final AuditLog audit = (tx, actor, action, type, id, name, detail) -> audited.add(action);
    final Fleet fleet;
    final PgDevices devices;
    final PgSync sync = new PgSync(workspace);
    final Presence presence = new Presence(unit, sync, changes);
    final DesiredState desired;
    final DeviceService service;
    final Enrolments enrolments;
    final PolicyService policies;
    final GroupService groups;
    final DryRuns dryRuns;
    final Ingest ingest;
    final DeviceDesk desk;
    final List<Down.Order> waiting = new java.util.concurrent.CopyOnWriteArrayList<>();
    final Caller admin = caller(Scope.EVERYWHERE);
    final Authorities authorities;
    final CodeSecrets secrets;
    final PgSecrets secretStore = new PgSecrets(workspace);
    final PgConfirmations confirmationStore;
    final RemoteAccess remote;

    World() throws Exception {
        unit.runInTx(tx -> store.prepare(tx, "Managed devices", clock.instant()));
        SettingsRules rules = new SettingsRules(Catalogue.load(), new XorSealer());
        fleet = new Fleet(unit, store, rules, changes, clock);
        fleet.onChange(presence::nudgeGroups);
        devices = new PgDevices(workspace, fleet);
        desired = new DesiredState(fleet);
        service = new DeviceService(unit, devices, fleet, presence, presence, audit, eventLog, changes, clock);
        Path keys = TestFolders.create();
        authorities = Authorities.loadOrCreate(keys, List.of("localhost"), Clock.systemUTC());
        enrolments = new Enrolments(
                unit,
                devices,
                new NoPlacement(),
                fleet,
                desired,
                authorities,
                presence,
                audit,
                eventLog,
                changes,
                clock);
        policies = new PolicyService(fleet, store, audit, eventLog, clock);
        groups = new GroupService(fleet, store, audit, clock);
        dryRuns = new DryRuns(fleet, store, unit);
        secrets = new CodeSecrets(
                unit, secretStore, fleet, new XorSealer(), new Workspace(workspace, "acme"), presence, clock);
        service.onLeave(secrets);
        confirmationStore = new PgConfirmations(workspace, fleet);
        CodeUse codes = new CodeUse(secrets, confirmationStore, devices, changes);
        remote = new RemoteAccess(
                unit, new PgRemote(workspace), service, presence, new XorSealer(), audit, changes, clock);
        CommandDesk commands = new CommandDesk() {
            @Override
            public List<Down.Order> deliver(Tx tx, UUID device) {
                return waiting.stream().limit(HANDED_OUT).toList();
            }

            @Override
            public void finish(Tx tx, Map<UUID, List<DeviceRecord.Result>> results) {}
        };
        ingest = new Ingest(
                unit,
                sync,
                eventLog,
                commands,
                new LocalChanges(fleet, sync, devices, audit, presence),
                codes,
                remote,
                changes,
                clock);
        desk = new DeviceDesk(
                unit,
                sync,
                devices,
                presence,
                desired,
                commands,
                codes,
                remote,
                ingest,
                eventLog,
                fleet,
                authorities,
                "i",
                (tx, ids) -> {},
                clock);
    }

    @Override
    public void close() throws Exception {
        ingest.close();
        database.close();
    }

    static Caller caller(Scope scope) {
        return new Caller() {
            @Override
            public Actor actor() {
                return new Actor(Actor.Kind.ADMINISTRATOR, new UUID(0, 1), "ann", "127.0.0.1");
            }

            @Override
            public Scope scope(Right right) {
                return scope;
            }

            @Override
            public void requireStepUp() {
                throw new AccessDenied(Right.VIEW);
            }
        };
    }

    Enrolments.Enrolled enrol(String hostname) {
        return enrolments.enrol(new Enrolments.Request("thin-client", csr(), null, info(hostname), "10.0.0.1"));
    }

    Approvals approvals(PgCommands store, Nudger nudger, InstantSource time) {
        return new Approvals(
                unit,
                new PgApprovals(workspace, fleet),
                new Issuing(store, nudger, audit, changes),
                devices,
                fleet,
                audit,
                eventLog,
                changes,
                time);
    }

    ApprovalRules approvalRules(InstantSource time) {
        return new ApprovalRules(unit, new PgApprovals(workspace, fleet), audit, eventLog, changes, time);
    }

    /** A phone in the root group, without an identity. */
    UUID phone(String platform, String os, Map<String, ? extends @Nullable Object> reported) {
        return phone(platform, os, reported, null);
    }

    UUID phone(String platform, String os, Map<String, ? extends @Nullable Object> reported, @Nullable UUID person) {
        UUID id = Ids.next();
        unit.runInTx(tx -> {
            int number = devices.nextNumber(tx);
            devices.insert(
                    tx,
                    new org.fairlead.server.core.device.DeviceStore.NewDevice(
                            id,
                            number,
                            "P" + number,
                            "Phone-" + number,
                            platform,
                            fleet.tree().root(),
                            person,
                            new Up.DeviceInfo(
                                    "phone",
                                    "Model",
                                    "SN" + number,
                                    os,
                                    "1",
                                    List.of(),
                                    new java.util.LinkedHashMap<>(reported)),
                            clock.instant()));
        });
        return id;
    }

    static Up.DeviceInfo info(String hostname) {
        return new Up.DeviceInfo(
                hostname, "Model", "S-" + hostname, "Debian 12", "0.1.0", List.of("10.0.0.1"), Map.of());
    }

    /** Device rows without identities, by SQL, for tests over many. */
    void manyDevices(int count, UUID group) {
        database.tx(handle -> {
            handle.execute("""
                    insert into device (workspace_id, id, number, name_id, platform, group_id, name, hostname, model, serial, os,
                                        agent_version, addresses, reported, enrolled_at, search)
                    select ?, gen_random_uuid(), 100000 + n, 'X' || n, 'thin-client', ?, 'TC-' || lpad(n::text, 6, '0'), 'host' || n, 'M',
                           's' || n, 'os', '1', '{}', '{}', now(), 'tc-' || lpad(n::text, 6, '0') from generate_series(1, ?) as n
                    """, workspace, group, count);
            return handle.execute(
                    "insert into device_state (workspace_id, device_id) select workspace_id, id from device on conflict do nothing");
        });
    }

    <T> T read(java.util.function.Function<Tx, T> work) {
        return unit.read(work::apply);
    }

    String fingerprint(UUID device) {
        return unit.read(tx -> devices.identity(tx, device)).orElseThrow().fingerprint();
    }

    static String csr() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair key = generator.generateKeyPair();
            StringWriter out = new StringWriter();
            try (JcaPEMWriter writer = new JcaPEMWriter(out)) {
                writer.writeObject(new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), key.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
            }
            return out.toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Collects what the server sends to one device. */
    static final class Link implements AgentLink {
        final List<Down> sent = new java.util.concurrent.CopyOnWriteArrayList<>();
        final String address;
        volatile @Nullable String closed;
        boolean oldTls;

        Link(String address) {
            this.address = address;
        }

        @Override
        public void send(Down message) {
            sent.add(message);
        }

        @Override
        public void close(long retryAfterMillis, String reason) {
            closed = reason;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public boolean oldTls() {
            return oldTls;
        }

        <T extends Down> List<T> of(Class<T> type) {
            List<T> list = new ArrayList<>();
            sent.stream().filter(type::isInstance).map(type::cast).forEach(list::add);
            return list;
        }

        <T extends Down> T last(Class<T> type) {
            return of(type).getLast();
        }
    }

    private static final class NoPlacement implements Enrolments.Placement {
        @Override
        public Admission admit(Tx tx, String token, String platform, UUID device) {
            throw new org.fairlead.server.core.Problem.BadRequest("token-unknown", "there is no such token");
        }

        @Override
        public @Nullable UUID byRules(Tx tx, UUID device, String name, List<String> addresses, String platform) {
            return null;
        }
    }

    static final class XorSealer implements Sealer {
        @Override
        public byte[] seal(byte[] plain, String context) {
            return flip(plain);
        }

        @Override
        public byte[] open(byte[] sealed, String context) {
            return flip(sealed);
        }

        private static byte[] flip(byte[] bytes) {
            byte[] result = (new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < result.length; i++) {
                result[i] ^= 0x5a;
            }
            return result;
        }
    }
}
