package org.fairlead.server.core.apple;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.invite.MobileReadiness;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/** The life of the push certificate: request, upload, renewal, reminders, expiry. Any thread may call. */
public final class PushCertificates {
    /** Reminders are given when so many days are left. */
    static final List<Integer> REMINDERS = List.of(60, 30, 14, 7, 3, 1);

    private static final int SHOWN = 50;
    private static final int MAX_TEXT = 200;

    private final UnitOfWork unit;
    private final PushStore store;
    private final PushKeys keys;
    private final Sealer sealer;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public PushCertificates(
            UnitOfWork unit,
            PushStore store,
            PushKeys keys,
            Sealer sealer,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.keys = keys;
        this.sealer = sealer;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** How the certificate stands; the request is there while one waits for its certificate. */
    public record Status(
            MobileReadiness.ApplePush state,
            @Nullable PushCertificate active,
            @Nullable PushCertificate requested,
            int phones) {}

    /** An upload that an administrator confirms. */
    public record Wish(byte[] file, String password, String account, boolean newTopic) {}

    /** The phones that a changed topic would lose. */
    public record TopicChange(String from, String to, int phones, List<String> names) {}

    public Status status(Caller caller) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.read(this::status);
    }

    private Status status(Tx tx) {
        Optional<PushCertificate> active = store.pushCertificate(tx, PushCertificate.State.ACTIVE);
        return new Status(
                readiness(active),
                active.orElse(null),
                store.pushCertificate(tx, PushCertificate.State.REQUESTED).orElse(null),
                store.countActive(tx));
    }

    /** Whether phones can be connected now. */
    public MobileReadiness.ApplePush readiness() {
        return readiness(unit.read(tx -> store.pushCertificate(tx, PushCertificate.State.ACTIVE)));
    }

    private MobileReadiness.ApplePush readiness(Optional<PushCertificate> active) {
        if (active.isEmpty()) {
            return MobileReadiness.ApplePush.NONE;
        }
        return valid(active.get()) ? MobileReadiness.ApplePush.READY : MobileReadiness.ApplePush.EXPIRED;
    }

    /** The topic of a certificate that is valid now. */
    public Optional<String> topic() {
        return active().map(Active::topic);
    }

    /** The certificate in use, opened. */
    public record Active(UUID id, String chain, byte[] key, String topic) {}

    public Optional<Active> active() {
        return unit.read(tx -> store.pushCertificate(tx, PushCertificate.State.ACTIVE))
                .filter(this::valid)
                .map(c -> new Active(c.id(), c.chain(), sealer.open(c.keySealed(), c.context()), c.topic()));
    }

    /** Makes a key, which stays here, and a request for it; one that waited before is replaced. */
    public Status request(Caller caller, String organisation, String mail) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        if (organisation.isBlank() || organisation.length() > MAX_TEXT) {
            throw new Problem.Invalid("organisation", "must have 1 to " + MAX_TEXT + " characters");
        }
        if (mail.length() > MAX_TEXT) {
            throw new Problem.Invalid("mail", "at most " + MAX_TEXT + " characters");
        }
        PushKeys.Request made = keys.request(organisation.strip(), mail.strip());
        UUID id = Ids.next(clock);
        return unit.inTx(tx -> {
            store.deletePushCertificates(tx, PushCertificate.State.REQUESTED);
            store.insert(
                    tx,
                    sealed(new PushCertificate(
                            id,
                            PushCertificate.State.REQUESTED,
                            made.key(),
                            made.pem(),
                            "",
                            "",
                            "",
                            null,
                            null,
                            null,
                            clock.instant(),
                            caller.actor().name())));
            audit.record(tx, caller.actor(), "push-certificate.request", "server", null, null, Map.of());
            tx.afterCommit(() -> changes.publish("apple"));
            return status(tx);
        });
    }

    /** Takes a certificate into use; a changed topic must be confirmed, because it loses every phone. */
    public Status upload(Caller caller, Wish wish) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        if (wish.account().length() > MAX_TEXT) {
            throw new Problem.Invalid("account", "at most " + MAX_TEXT + " characters");
        }
        return unit.inTx(tx -> {
            Optional<PushCertificate> before = store.pushCertificate(tx, PushCertificate.State.ACTIVE);
            Optional<PushCertificate> waiting = store.pushCertificate(tx, PushCertificate.State.REQUESTED);
            PushKeys.Upload upload = keys.read(wish.file(), wish.password(), key(waiting), key(before));
            if (!upload.notAfter().isAfter(clock.instant())) {
                throw new Problem.Invalid(
                        "file", "the certificate expired on " + upload.notAfter() + ", renew it first");
            }
            int lost = store.countUnderOtherTopic(tx, upload.topic());
            boolean changed = before.isPresent() && !before.get().topic().equals(upload.topic());
            if ((changed || lost > 0) && !wish.newTopic()) {
                throw new Problem.Conflict(
                        "topic-changed",
                        "the certificate has another topic, so " + lost
                                + " phones would be lost and must be connected anew; renew the present one with the same Apple Account, or confirm the change",
                        new TopicChange(
                                before.map(PushCertificate::topic).orElse(""),
                                upload.topic(),
                                lost,
                                store.namesUnderOtherTopic(tx, upload.topic(), SHOWN)));
            }
            store.retirePushCertificate(tx);
            store.deletePushCertificates(tx, PushCertificate.State.REQUESTED);
            String account = wish.account().isBlank()
                    ? before.map(PushCertificate::account).orElse("")
                    : wish.account().strip();
            store.insert(
                    tx,
                    sealed(new PushCertificate(
                            Ids.next(clock),
                            PushCertificate.State.ACTIVE,
                            upload.key(),
                            "",
                            upload.chainPem(),
                            upload.topic(),
                            account,
                            upload.notBefore(),
                            upload.notAfter(),
                            null,
                            clock.instant(),
                            caller.actor().name())));
            Map<String, String> detail = Map.of(
                    "topic",
                    upload.topic(),
                    "notAfter",
                    day(upload.notAfter()),
                    "actor",
                    caller.actor().name());
            audit.record(tx, caller.actor(), "push-certificate.upload", "server", null, null, detail);
            events.append(tx, List.of(NewEvent.ofServer(clock.instant(), "S50.apple-push-changed", detail)));
            tx.afterCommit(() -> {
                changes.publish("apple");
                changes.publish("overview");
            });
            return status(tx);
        });
    }

    /** Reminds of the end at each step once, and says when it has come; call it every hour. */
    public void remind() {
        unit.runInTx(tx -> store.pushCertificate(tx, PushCertificate.State.ACTIVE)
                .ifPresent(c -> {
                    Instant end = c.notAfter() == null ? Instant.MAX : c.notAfter();
                    Duration left = Duration.between(clock.instant(), end);
                    int step = left.isNegative() || left.isZero()
                            ? 0
                            : REMINDERS.stream()
                                    .filter(days -> left.compareTo(Duration.ofDays(days)) <= 0)
                                    .min(Integer::compare)
                                    .orElse(Integer.MAX_VALUE);
                    Integer warned = c.warnedDays();
                    if (step == Integer.MAX_VALUE || (warned != null && warned <= step)) {
                        return;
                    }
                    store.warned(tx, c.id(), step);
                    events.append(
                            tx,
                            List.of(NewEvent.ofServer(
                                    clock.instant(),
                                    step == 0 ? "S52.apple-push-expired" : "S51.apple-push-expires",
                                    Map.of("notAfter", day(end), "days", Long.toString(Math.max(0, left.toDays()))))));
                }));
    }

    public AppleSettings settings() {
        return unit.read(tx -> store.settings(tx).orElseGet(AppleSettings::initial));
    }

    public AppleSettings saveSettings(Caller caller, AppleSettings settings) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        if (!settings.gatewayHost().matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")) {
            throw new Problem.Invalid("gatewayHost", "must be a host name");
        }
        if (settings.gatewayPort() < 1 || settings.gatewayPort() > 65_535) {
            throw new Problem.Invalid("gatewayPort", "must be from 1 to 65535");
        }
        if (settings.trustedRoots().length() > 65_536) {
            throw new Problem.Invalid("trustedRoots", "at most 65536 characters");
        }
        if (!settings.trustedRoots().isBlank()) {
            try {
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(settings.trustedRoots().getBytes(StandardCharsets.US_ASCII)));
            } catch (CertificateException e) {
                throw new Problem.Invalid("trustedRoots", "must be certificates in PEM");
            }
        }
        return unit.inTx(tx -> {
            AppleSettings saved = settings.over(store.settings(tx).orElseGet(AppleSettings::initial));
            store.saveSettings(tx, saved);
            audit.record(
                    tx,
                    caller.actor(),
                    "apple.settings",
                    "server",
                    null,
                    null,
                    Map.of(
                            "gateway", saved.gatewayHost() + ":" + saved.gatewayPort(),
                            "identityDays", saved.life().toDays(),
                            "renewDays", saved.ahead().toDays()));
            return saved;
        });
    }

    /** When an identity that is issued now ends. */
    Instant identityEnd() {
        return clock.instant().plus(settings().life());
    }

    private boolean valid(PushCertificate certificate) {
        Instant end = certificate.notAfter();
        return end != null && end.isAfter(clock.instant());
    }

    private byte @Nullable [] key(Optional<PushCertificate> certificate) {
        return certificate.isEmpty()
                ? null
                : sealer.open(certificate.get().keySealed(), certificate.get().context());
    }

    private PushCertificate sealed(PushCertificate c) {
        return new PushCertificate(
                c.id(),
                c.state(),
                sealer.seal(c.keySealed(), c.context()),
                c.request(),
                c.chain(),
                c.topic(),
                c.account(),
                c.notBefore(),
                c.notAfter(),
                c.warnedDays(),
                c.createdAt(),
                c.createdBy());
    }

    private static String day(Instant time) {
        return time.toString().substring(0, 10);
    }
}
