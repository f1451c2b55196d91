package org.fairlead.server.core.apple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.device.Nudger;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.jspecify.annotations.Nullable;

/**
 * Wakes phones: what is due stands in the database, one push a phone however often it was wanted. One thread calls
 * {@link #deliver}, which sends a bounded number at a time and waits for the answers; so memory does not grow with the number of
 * phones.
 */
public final class Pushes implements Nudger, AutoCloseable {
    private static final int BATCH = 1_000;
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final Duration SILENT = Duration.ofDays(1);
    private static final Duration SPREAD = Duration.ofHours(1);
    private static final Duration LIFE = Duration.ofDays(7);
    private static final List<Duration> AGAIN =
            List.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(8), Duration.ofMinutes(30));
    private static final System.Logger LOG = System.getLogger(Pushes.class.getName());

    private final UnitOfWork unit;
    private final PushStore store;
    private final PushCertificates certificates;
    private final PushGateway.Factory factory;
    private final Commands commands;
    private final EventLog events;
    private final InstantSource clock;
    private @Nullable Open open;
    private Instant pausedUntil = Instant.MIN;

    public Pushes(
            UnitOfWork unit,
            PushStore store,
            PushCertificates certificates,
            PushGateway.Factory factory,
            Commands commands,
            EventLog events,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.certificates = certificates;
        this.factory = factory;
        this.commands = commands;
        this.events = events;
        this.clock = clock;
    }

    /** The gateway in use, and what it was opened for. */
    private record Open(UUID certificate, AppleSettings settings, String topic, PushGateway gateway) {}

    @Override
    public void nudge(Collection<UUID> devices, Down.Topic topic) {
        if ((topic == Down.Topic.COMMANDS || topic == Down.Topic.SETTINGS) && !devices.isEmpty()) {
            unit.runInTx(tx -> store.wake(tx, devices, clock.instant()));
        }
    }

    /** Sends what is due. */
    public synchronized void deliver() {
        if (clock.instant().isBefore(pausedUntil)) {
            return;
        }
        Optional<Open> gateway = gateway();
        int taken = BATCH;
        while (gateway.isPresent() && taken == BATCH && !clock.instant().isBefore(pausedUntil)) {
            taken = batch(gateway.get());
        }
    }

    private int batch(Open gateway) {
        // PostgreSQL keeps microseconds, and the lease is compared
        Instant lease = clock.instant().plus(LEASE).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        List<PushStore.Due> due = unit.inTx(tx -> store.duePushes(tx, gateway.topic(), clock.instant(), lease, BATCH));
        List<CompletableFuture<PushGateway.Outcome>> sent = due.stream()
                .map(phone -> gateway.gateway()
                        .send(new PushGateway.Push(
                                phone.token(),
                                phone.magic(),
                                gateway.topic(),
                                clock.instant().plus(LIFE))))
                .toList();
        List<PushStore.Due> taken = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            PushGateway.Outcome outcome = sent.get(i).join();
            PushStore.Due phone = due.get(i);
            switch (outcome) {
                case PushGateway.Outcome.Accepted accepted -> taken.add(phone);
                case PushGateway.Outcome.Dead dead -> dead(phone, dead);
                case PushGateway.Outcome.Later later -> again(phone, later.reason());
                case PushGateway.Outcome.Refused refused -> refused(phone, refused.reason());
            }
        }
        if (!taken.isEmpty()) {
            unit.runInTx(tx -> {
                store.pushed(tx, taken.stream().map(PushStore.Due::enrolment).toList(), lease, clock.instant());
                commands.pushed(
                        tx,
                        taken.stream()
                                .map(PushStore.Due::device)
                                .flatMap(Stream::ofNullable)
                                .toList());
            });
        }
        return due.size();
    }

    /** Wakes phones that have been silent for a day, spread over an hour; the timer calls it every hour. */
    public void wakeSilent() {
        Instant now = clock.instant();
        unit.runInTx(tx -> store.wakeSilent(tx, now.minus(SILENT), now, now.plus(SPREAD)));
    }

    private void dead(PushStore.Due phone, PushGateway.Outcome.Dead dead) {
        unit.runInTx(tx -> {
            if (store.pushDead(tx, phone.enrolment(), dead.since())) {
                events.append(
                        tx,
                        List.of(new NewEvent(
                                phone.device(),
                                null,
                                clock.instant(),
                                "S55.apple-unreachable",
                                Map.of("reason", dead.reason()))));
            } else {
                store.pushAgain(tx, phone.enrolment(), clock.instant().plus(AGAIN.getFirst()));
            }
        });
    }

    private void again(PushStore.Due phone, String reason) {
        LOG.log(System.Logger.Level.INFO, "a push will be tried again: {0}", reason);
        Duration pause = AGAIN.get(Math.clamp(phone.attempts() - 1, 0, AGAIN.size() - 1));
        long spread = ThreadLocalRandom.current().nextLong(pause.toMillis() * 2 / 5);
        Instant at = clock.instant().plus(pause.multipliedBy(4).dividedBy(5)).plusMillis(spread);
        unit.runInTx(tx -> store.pushAgain(tx, phone.enrolment(), at));
    }

    /** Every push would be refused: says so once, and pauses. */
    private void refused(PushStore.Due phone, String reason) {
        Instant until = clock.instant().plus(PAUSE);
        unit.runInTx(tx -> store.pushAgain(tx, phone.enrolment(), until));
        if (clock.instant().isBefore(pausedUntil)) {
            return;
        }
        pausedUntil = until;
        LOG.log(System.Logger.Level.WARNING, "Apple refuses the pushes: {0}", reason);
        unit.runInTx(tx -> events.append(
                tx, List.of(NewEvent.ofServer(clock.instant(), "S54.apple-push-refused", Map.of("reason", reason)))));
    }

    /** The gateway for the certificate and settings of now; another certificate gets another connection. */
    private Optional<Open> gateway() {
        Optional<PushCertificates.Active> active = certificates.active();
        if (active.isEmpty()) {
            close();
            return Optional.empty();
        }
        AppleSettings settings = certificates.settings();
        Open now = open;
        if (now != null
                && now.certificate().equals(active.get().id())
                && now.settings().equals(settings)) {
            return Optional.of(now);
        }
        close();
        Open fresh = new Open(
                active.get().id(),
                settings,
                active.get().topic(),
                factory.open(settings, active.get().chain(), active.get().key()));
        open = fresh;
        return Optional.of(fresh);
    }

    /** Forgets a pause, so that a changed certificate or changed settings are tried at once. */
    public synchronized void retry() {
        pausedUntil = Instant.MIN;
    }

    @Override
    public synchronized void close() {
        Open now = open;
        open = null;
        if (now != null) {
            now.gateway().close();
        }
    }
}
