package org.fairlead.server.core.apple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.apple.declare.DeclarativeManagement;
import org.fairlead.server.core.apple.declare.Wanted;
import org.fairlead.server.core.apple.profile.AppleProfiles;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.command.Issuing;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.fleet.DeviceService;
import org.fairlead.server.core.invite.Invitation;
import org.fairlead.server.core.invite.Invitations;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.core.sync.Presence;
import org.fairlead.server.store.FleetFixture;
import org.fairlead.server.store.PgApple;
import org.fairlead.server.store.PgAppleProfiles;
import org.fairlead.server.store.PgApplePush;
import org.fairlead.server.store.PgApprovals;
import org.fairlead.server.store.PgCommands;
import org.fairlead.server.store.PgDeclare;
import org.fairlead.server.store.PgInvitations;
import org.fairlead.server.store.PgSync;
import org.jspecify.annotations.Nullable;

/** The Apple part of the core over a real database, with a clock that tests move; no HTTP, no CMS, no APNs. */
final class AppleWorld implements AutoCloseable {
    static final String TOPIC = "com.apple.mgmt.External.test";

    final FleetFixture fixture = new FleetFixture();
    final UnitOfWork unit = fixture.unit;
    final Caller admin = FleetFixture.anyone();
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    final InstantSource clock = () -> now;
    final List<NewEvent> events = new ArrayList<>();
    final EventLog eventLog = (tx, list) -> tx.afterCommit(() -> events.addAll(list));
    final Changes changes = new Changes();
    final Sealer sealer = new BindingSealer();
    final PgApple store = new PgApple(fixture.workspace);
    final PgApplePush pushStore = new PgApplePush(fixture.workspace);
    final PgDeclare declareStore = new PgDeclare(fixture.workspace);
    final Invitations invitations = new Invitations(unit, new PgInvitations(fixture.workspace), sealer, changes, clock);
    final PushCertificates certificates =
            new PushCertificates(unit, pushStore, new TextKeys(), sealer, fixture.audit, eventLog, changes, clock);
    final Fleet fleet = fixture.liveFleet(clock);
    final PgCommands commandStore = new PgCommands(fixture.workspace, fixture);
    final Commands commands = new Commands(
            unit,
            commandStore,
            new Approvals(
                    unit,
                    new PgApprovals(fixture.workspace, fixture),
                    new Issuing(commandStore, (devices, topic) -> {}, fixture.audit, changes),
                    fixture.devices,
                    fixture,
                    fixture.audit,
                    eventLog,
                    changes,
                    clock),
            fixture.devices,
            fixture,
            fixture.audit,
            eventLog,
            changes,
            sealer,
            clock);
    final DeviceService service = new DeviceService(
            unit,
            fixture.devices,
            fleet,
            new Presence(unit, new PgSync(fixture.workspace), changes),
            (devices, topic) -> {},
            fixture.audit,
            eventLog,
            changes,
            clock);
    final TextProfile profile = new TextProfile();
    final Offers offers = new Offers(unit, store, certificates, invitations, profile, sealer, clock);
    Wanted wanted = new Wanted("Acme", null, null, null);
    final DeclarativeManagement declarative =
            new DeclarativeManagement(unit, declareStore, store, pushStore, (tx, device) -> wanted, changes, clock);
    final CheckIns checkIns = new CheckIns(
            unit,
            store,
            pushStore,
            certificates,
            new Arrivals(store, fixture.devices, fixture, invitations, sealer, fixture.audit, eventLog, clock),
            commands,
            invitations,
            declarative,
            sealer,
            eventLog,
            changes,
            clock);
    final Renewals renewals = new Renewals(unit, store, pushStore, offers, profile, checkIns, eventLog, clock);
    final AppleProfiles profiles = new AppleProfiles(
            unit,
            new PgAppleProfiles(fixture.workspace),
            store,
            fleet,
            (tx, enrolment, device, block, os) -> Optional.empty(),
            content -> content.toString().getBytes(StandardCharsets.UTF_8),
            () -> "Acme",
            changes,
            clock);
    final CommandLoop loop = new CommandLoop(
            unit,
            store,
            pushStore,
            checkIns,
            commands,
            sealer,
            fixture.audit,
            changes,
            List.of(renewals, declarative, profiles),
            clock);
    final AppleDevices devices = new AppleDevices(unit, store, declareStore, service);
    final Quarantine quarantine = new Quarantine(unit, store, service, checkIns, fixture.audit, clock);

    AppleWorld() {
        certificates.upload(admin, wish(TOPIC, now.plus(Duration.ofDays(365)), false));
    }

    static PushCertificates.Wish wish(String topic, Instant end, boolean newTopic) {
        return new PushCertificates.Wish(
                (topic + " " + end).getBytes(StandardCharsets.UTF_8), "", "it@example.test", newTopic);
    }

    UUID person(String name) {
        UUID id = Ids.next();
        fixture.database.tx(handle -> handle.execute(
                "insert into person values (?, ?, ?, '', 'en', '', '', 0, now(), 'anna', ?)",
                fixture.workspace,
                id,
                name,
                name));
        return id;
    }

    /** The token of a new invitation. */
    String invite(UUID person) {
        String token = Ids.next().toString().replace("-", "");
        unit.runInTx(tx -> new PgInvitations(fixture.workspace)
                .insert(
                        tx,
                        new Invitation(
                                Ids.next(),
                                person,
                                "",
                                "en",
                                null,
                                1,
                                0,
                                now.plus(Duration.ofDays(7)),
                                null,
                                false,
                                now,
                                "anna",
                                0,
                                "",
                                "",
                                null,
                                new Invitation.Mailing(Invitation.MailState.NONE, "", "", 0, null)),
                        Digests.sha256(token)));
        return token;
    }

    List<String> eventCodes() {
        return events.stream().map(NewEvent::code).toList();
    }

    /** When the enrolment is to be pushed. */
    @Nullable
    Instant pushDue(UUID enrolment) {
        return fixture.database
                .<Optional<Instant>>read(handle -> handle.createQuery(
                                "select push_due from apple_enrolment where id = ? and push_due is not null")
                        .bind(0, enrolment)
                        .mapTo(java.time.OffsetDateTime.class)
                        .map(java.time.OffsetDateTime::toInstant)
                        .findOne())
                .orElse(null);
    }

    @Override
    public void close() {
        fixture.close();
    }

    /** A phone with an identity; the key is a text. */
    final class Phone {
        final String udid;
        final byte[] token = new byte[32];
        UUID enrolment = Ids.next();
        String fingerprint = "";

        Phone(String udid) {
            this.udid = udid;
        }

        /** Fetches a profile with an invitation and gets an identity. */
        Phone fetch(String invitation) {
            Offers.Offer offer = offers.offer(invitation);
            enrolment = offer.enrolment();
            fingerprint = certify(offer.challenge(), Duration.ofDays(730));
            return this;
        }

        /** Fetches, authenticates, gives its token. */
        Phone enrol(String invitation) {
            fetch(invitation);
            authenticate();
            tokenUpdate();
            return this;
        }

        String certify(String challenge, Duration life) {
            String key = Digests.sha256(Ids.next().toString());
            return offers.certify(
                            challenge,
                            key,
                            (id, end) -> new AppleStore.Identity(
                                    Digests.sha256("certificate " + key),
                                    id,
                                    key,
                                    new byte[] {1},
                                    now.plus(life),
                                    1,
                                    false))
                    .orElseThrow()
                    .fingerprint();
        }

        Reply authenticate() {
            return say("Authenticate", Map.of("Topic", TOPIC, "ProductName", "iPhone14,5", "OSVersion", "18.1"));
        }

        Reply tokenUpdate() {
            return say(
                    "TokenUpdate",
                    Map.of("Topic", TOPIC, "Token", token, "PushMagic", "magic", "UnlockToken", new byte[] {1, 2, 3}));
        }

        Reply say(String type, Map<String, Object> more) {
            Map<String, Object> entries = new LinkedHashMap<>(more);
            entries.put("MessageType", type);
            entries.put("UDID", udid);
            return checkIns.checkIn(fingerprint, new Message(entries), "192.0.2.7");
        }

        Optional<CommandLoop.Sent> idle() {
            return loop.exchange(fingerprint, new Message(Map.of("UDID", udid, "Status", "Idle")));
        }

        Optional<CommandLoop.Sent> done(CommandLoop.Sent sent) {
            return loop.exchange(
                    fingerprint,
                    new Message(Map.of(
                            "UDID",
                            udid,
                            "Status",
                            "Acknowledged",
                            "CommandUUID",
                            sent.id().toString())));
        }

        /** Carries out everything that waits; answers with the types. */
        List<String> work() {
            List<String> types = new ArrayList<>();
            for (Optional<CommandLoop.Sent> next = idle(); next.isPresent(); next = done(next.get())) {
                types.add(String.valueOf(next.get().command().get("RequestType")));
            }
            return types;
        }
    }

    /** A profile that says in words what it is made of. */
    static final class TextProfile implements ManagementProfile {
        String hash = "one";
        String url = "https://phones.example.test";

        @Override
        public String hash() {
            return hash;
        }

        @Override
        public String serverUrl() {
            return url;
        }

        @Override
        public byte[] signed(Offers.Offer offer) {
            return String.join(" ", offer.challenge(), offer.topic(), offer.serverUrl())
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Opens only what was sealed for the same place. */
    static final class BindingSealer implements Sealer {
        @Override
        public byte[] seal(byte[] plain, String context) {
            byte[] head = (context + "\0").getBytes(StandardCharsets.UTF_8);
            byte[] sealed = Arrays.copyOf(head, head.length + plain.length);
            for (int i = 0; i < plain.length; i++) {
                sealed[head.length + i] = (byte) (plain[i] ^ 0x5a);
            }
            return sealed;
        }

        @Override
        public byte[] open(byte[] sealed, String context) {
            int head = (context + "\0").getBytes(StandardCharsets.UTF_8).length;
            if (!new String(sealed, StandardCharsets.UTF_8).startsWith(context + "\0")) {
                throw new IllegalStateException("sealed for another place");
            }
            byte[] plain = Arrays.copyOfRange(sealed, head, sealed.length);
            for (int i = 0; i < plain.length; i++) {
                plain[i] ^= 0x5a;
            }
            return plain;
        }
    }

    /** Push certificates as text: topic and end. */
    private static final class TextKeys implements PushKeys {
        @Override
        public Request request(String organisation, String mail) {
            return new Request(new byte[] {1}, "request");
        }

        @Override
        public Vendor vendor(byte[] file, String password) {
            return new Vendor("chain", new byte[] {3}, "Vendor", Instant.MAX);
        }

        @Override
        public String signed(String requestPem, String vendorChainPem, byte[] vendorKey) {
            return "signed " + requestPem;
        }

        @Override
        public Upload read(byte[] file, String password, byte @Nullable [] waiting, byte @Nullable [] present) {
            String[] words = new String(file, StandardCharsets.UTF_8).split(" ");
            Instant end = Instant.parse(words[1]);
            return new Upload("chain", new byte[] {2}, words[0], end.minus(Duration.ofDays(365)), end);
        }
    }
}
