package org.fairlead.server.core.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.device.FactsListener;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Speaks the agent protocol for the server: lets devices in, hands out settings and commands, takes what they report. */
public final class DeviceDesk implements AgentDesk {
    /** Seconds between two signs of life of a device. */
    public static final int HEARTBEAT_SECONDS = 240;

    private static final int DEVICES_PER_SECOND = 250;
    private static final Duration RENEW_BEFORE = Duration.ofDays(180);
    private static final Duration FLAP = Duration.ofMinutes(10);
    private static final int FLAPS = 3;

    private final UnitOfWork unit;
    private final SyncStore store;
    private final DeviceStore devices;
    private final Presence presence;
    private final DesiredState desired;
    private final CommandDesk commands;
    private final CodeDesk codes;
    private final RemoteDesk remote;
    private final Ingest ingest;
    private final EventLog events;
    private final Groups groups;
    private final Authorities authorities;
    private final String incarnation;
    private final FactsListener facts;
    private volatile PhoneListener phones = (tx, device, platform) -> {};
    private final InstantSource clock;
    private final Map<UUID, List<Instant>> flaps = new LinkedHashMap<>();

    public DeviceDesk(
            UnitOfWork unit,
            SyncStore store,
            DeviceStore devices,
            Presence presence,
            DesiredState desired,
            CommandDesk commands,
            CodeDesk codes,
            RemoteDesk remote,
            Ingest ingest,
            EventLog events,
            Groups groups,
            Authorities authorities,
            String incarnation,
            FactsListener facts,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.devices = devices;
        this.presence = presence;
        this.desired = desired;
        this.commands = commands;
        this.codes = codes;
        this.remote = remote;
        this.ingest = ingest;
        this.events = events;
        this.groups = groups;
        this.authorities = authorities;
        this.incarnation = incarnation;
        this.facts = facts;
        this.clock = clock;
    }

    /** Hears, in a transaction, that a phone has reported on its settings. */
    @FunctionalInterface
    public interface PhoneListener {
        void works(Tx tx, UUID device, String platform);
    }

    /** The one who listens for phones that work; set before the gateway opens. */
    public void onPhone(PhoneListener listener) {
        phones = listener;
    }

    @Override
    public Visit admit(AgentLink link, String fingerprint) {
        long nudges = presence.nudges();
        SyncStore.Known known = unit.read(tx -> store.known(tx, fingerprint))
                .orElseThrow(() -> new Refused("unknown", "this identity is not known here"));
        if (known.revoked()) {
            throw new Refused("revoked", "this identity has been revoked");
        }
        if (known.notAfter().isBefore(clock.instant())) {
            throw new Refused("expired", "this identity has expired");
        }
        if (link.oldTls() && !known.subject().platform().equals("android")) {
            throw new Refused("tls", "devices other than phones with Android 8 and 9 connect by TLS 1.3");
        }
        return new Session(link, known, fingerprint, nudges);
    }

    private final class Session implements Visit, Presence.Session {
        private final AgentLink link;
        private final UUID device;
        private final String fingerprint;
        private final long nudges;
        private volatile SyncStore.@Nullable Known known;
        private volatile @Nullable UUID group;
        private DesiredState.Subject subject;
        private boolean greeted;
        private volatile boolean moreCommands;
        private volatile @Nullable String heldCodes;
        private volatile @Nullable List<String> pins;

        Session(AgentLink link, SyncStore.Known known, String fingerprint, long nudges) {
            this.link = link;
            this.device = known.device();
            this.fingerprint = fingerprint;
            this.nudges = nudges;
            this.known = known;
            this.subject = known.subject();
            this.group = subject.group();
        }

        @Override
        public UUID device() {
            return device;
        }

        @Override
        public @Nullable UUID group() {
            return group;
        }

        @Override
        public AgentLink link() {
            return link;
        }

        @Override
        public @Nullable String codes() {
            return heldCodes;
        }

        @Override
        public @Nullable List<String> pins() {
            return pins;
        }

        @Override
        public void received(Up message) {
            if (message instanceof Up.Hello hello) {
                hello(hello);
                return;
            }
            if (!greeted) {
                link.send(new Down.Refused("hello-first", "say hello first"));
                return;
            }
            switch (message) {
                case Up.Hello again -> {}
                case Up.Info info -> info(info.info());
                case Up.FetchSettings fetch -> settings(fetch.haveHash());
                case Up.FetchCommands fetch -> {
                    List<Down.Order> orders = unit.inTx(tx -> commands.deliver(tx, device));
                    moreCommands = orders.size() == CommandDesk.HANDED_OUT;
                    link.send(new Down.Commands(orders));
                }
                case Up.Applied applied -> applied(applied);
                case Up.Records records ->
                    ingest.put(new Ingest.Delivered(device, records.records(), acked -> stored(acked)));
                case Up.Renew renew -> renew(renew.csr());
                case Up.CodesHave have -> codes(have.version());
                case Up.PinsHave have -> pins = have.pins();
                case Up.RemoteAccess access ->
                    unit.inTx(tx -> remote.access(tx, device, access)).ifPresent(link::send);
                case Up.RemoteState state -> unit.runInTx(tx -> remote.state(tx, device, state));
                case Up.Ping ping -> {
                    presence.seen(this, clock.instant());
                    link.send(new Down.Pong(clock.millis()));
                }
            }
        }

        @Override
        public void ended() {
            if (greeted) {
                presence.left(this, clock.instant());
            }
        }

        /** The device has room for the commands that were too many for one message when it has answered some. */
        private void stored(long acked) {
            link.send(new Down.Ack(acked));
            if (moreCommands) {
                moreCommands = false;
                link.send(new Down.Nudge(EnumSet.of(Down.Topic.COMMANDS)));
            }
        }

        private void hello(Up.Hello hello) {
            SyncStore.Known now = known;
            if (greeted || now == null) {
                link.send(new Down.Refused("greeted", "hello was said already"));
                return;
            }
            if (hello.protocol() != 1) {
                link.close(600_000, "agent protocol " + hello.protocol() + " is not spoken here, update the server");
                return;
            }
            greeted = true;
            if (!hello.info().equals(now.info())) {
                info(hello.info());
            }
            Presence.Session old = presence.arrived(this, clock.instant(), hello.boot());
            if (old != null) {
                superseded(old, hello.boot(), now);
            }
            Set<Down.Topic> waiting = EnumSet.noneOf(Down.Topic.class);
            String hash = desired.hash(now.subject());
            if (!hash.equals(hello.settingsHash()) || !hash.equals(now.appliedHash())) {
                waiting.add(Down.Topic.SETTINGS);
            }
            if (now.commandsWait()) {
                waiting.add(Down.Topic.COMMANDS);
            }
            if (now.notAfter().isBefore(clock.instant().plus(RENEW_BEFORE))) {
                waiting.add(Down.Topic.CERTIFICATES);
            }
            heldCodes = hello.codes();
            pins = hello.pins();
            if (hello.codes() != null
                    && (now.codesDue()
                            || !hello.codes().equals(codes.version(now.subject().group(), now.codeEpoch())))) {
                waiting.add(Down.Topic.CODES);
            }
            if (hello.dropped() > 0) {
                unit.runInTx(tx -> events.append(
                        tx,
                        List.of(new NewEvent(
                                device,
                                null,
                                clock.instant(),
                                "S08.records-dropped",
                                Map.of("count", hello.dropped())))));
            }
            UUID place = now.subject().group();
            known = null; // read afresh from now on
            link.send(new Down.Welcome(
                    device.toString(),
                    desired.name(now.subject()),
                    place == null
                            ? null
                            : groups.tree().find(place).map(g -> g.name()).orElse(null),
                    now.acked(),
                    HEARTBEAT_SECONDS,
                    Math.max(30, presence.online() / DEVICES_PER_SECOND),
                    clock.millis(),
                    incarnation,
                    authorities.pins(),
                    waiting));
            if (presence.nudges() != nudges) {
                link.send(new Down.Nudge(EnumSet.of(Down.Topic.SETTINGS, Down.Topic.COMMANDS)));
            }
        }

        private void info(Up.DeviceInfo info) {
            unit.runInTx(tx -> {
                store.info(tx, device, info);
                facts.changed(tx, List.of(device));
            });
        }

        private void superseded(Presence.Session old, String boot, SyncStore.Known now) {
            old.link().close(30_000, "superseded by a newer connection");
            boolean elsewhere = !old.link().address().equals(link.address()) || !boot.equals(now.boot());
            if (elsewhere && flapping(device)) {
                unit.runInTx(tx -> {
                    store.cloned(tx, device, clock.instant());
                    events.append(
                            tx,
                            List.of(new NewEvent(
                                    device,
                                    null,
                                    clock.instant(),
                                    "S05.identity-cloned",
                                    Map.of(
                                            "address", link.address(),
                                            "otherAddress", old.link().address()))));
                });
            }
        }

        private void settings(String have) {
            subject = unit.read(tx -> store.known(tx, fingerprint))
                    .orElseThrow(() -> new Refused("unknown", "this identity is not known here"))
                    .subject();
            group = subject.group();
            String hash = desired.hash(subject);
            link.send(new Down.Settings(hash, hash.equals(have) ? null : desired.document(subject)));
        }

        private void applied(Up.Applied applied) {
            String platform = subject.platform();
            if (!platform.equals(Policy.THIN_CLIENT)) {
                unit.runInTx(tx -> phones.works(tx, device, platform));
            }
            List<Object> blocks = new ArrayList<>();
            int failed = 0;
            String at = clock.instant().toString();
            for (Up.BlockResult result : applied.blocks()) {
                Map<String, @Nullable Object> block = new LinkedHashMap<>();
                block.put("block", result.block());
                block.put("state", result.state().name().toLowerCase(java.util.Locale.ROOT));
                block.put("reason", result.reason());
                block.put("at", at);
                blocks.add(block);
                failed += result.state() == Up.BlockResult.State.FAILED ? 1 : 0;
            }
            ingest.put(new Ingest.Reported(
                    device,
                    new SyncStore.AppliedChange(
                            device, applied.hash(), failed, Json.print(blocks), clock.instant(), desired.name(subject)),
                    acked -> {}));
        }

        private void codes(String version) {
            Optional<Down.CodeKeys> keys = unit.inTx(tx -> {
                DesiredState.Subject now = store.known(tx, fingerprint)
                        .orElseThrow(() -> new Refused("unknown", "this identity is not known here"))
                        .subject();
                group = now.group();
                return codes.have(tx, device, now.group(), now.number(), version);
            });
            heldCodes = version;
            keys.ifPresent(link::send);
        }

        private void renew(String csr) {
            try {
                Authorities.Identity identity = authorities.issueIdentity(device, csr);
                unit.runInTx(tx ->
                        devices.addIdentity(tx, identity.fingerprint(), device, clock.instant(), identity.notAfter()));
                link.send(new Down.Certificate(identity.chainPem()));
            } catch (Authorities.BadRequest e) {
                link.send(new Down.Refused("bad-request", String.valueOf(e.getMessage())));
            }
        }
    }

    /** Tells connected devices whose keys for offline codes are not those of their group; called about every minute. */
    public void remindOfCodes() {
        Down.Nudge nudge = new Down.Nudge(Set.of(Down.Topic.CODES));
        for (Presence.Session session : presence.sessions()) {
            String held = session.codes();
            if (held != null && !groupPart(held).equals(codes.groupVersion(session.group()))) {
                session.link().send(nudge);
            }
        }
    }

    private static String groupPart(String version) {
        int dot = version.indexOf('.');
        return dot < 0 ? version : version.substring(0, dot);
    }

    private boolean flapping(UUID device) {
        synchronized (flaps) {
            Instant now = clock.instant();
            List<Instant> times = flaps.computeIfAbsent(device, k -> new ArrayList<>());
            times.removeIf(t -> t.isBefore(now.minus(FLAP)));
            times.add(now);
            if (flaps.size() > 10_000) {
                flaps.clear();
            }
            return times.size() == FLAPS;
        }
    }
}
