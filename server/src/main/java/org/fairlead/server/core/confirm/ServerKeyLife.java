package org.fairlead.server.core.confirm;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.sync.Presence;
import org.jspecify.annotations.Nullable;

/**
 * The life of the server's key: devices trust the present key and the next, so that a planned change needs no code. Any
 * thread may call.
 */
public final class ServerKeyLife implements ServerKeyNames {
    /** Days before the end of a certificate on which the server warns. */
    public static final List<Integer> WARN_DAYS = List.of(60, 30, 14, 7, 1);
    /** An order of a command on the host counts this long. */
    public static final Duration ORDER_LIFE = Duration.ofMinutes(1);

    private final UnitOfWork unit;
    private final ServerKeyStore store;
    private final Authorities authorities;
    private final Presence presence;
    private final AuditLog audit;
    private final EventLog events;
    private final InstantSource clock;
    private final List<Runnable> users = new CopyOnWriteArrayList<>();

    public ServerKeyLife(
            UnitOfWork unit,
            ServerKeyStore store,
            Authorities authorities,
            Presence presence,
            AuditLog audit,
            EventLog events,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.authorities = authorities;
        this.presence = presence;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** Adds a port that takes over the new key after a rotation. */
    public void onRotate(Runnable user) {
        users.add(user);
    }

    @Override
    public List<ServerKey> serverKeys() {
        List<byte[]> hashes = authorities.serverKeyHashes();
        return List.of(new ServerKey(CURRENT, hashes.getFirst()), new ServerKey(NEXT, hashes.getLast()));
    }

    /** A key as people compare it: SHA-256 of the SPKI in hex; the next one has no certificate yet. */
    public record KeyView(String fingerprint, @Nullable Instant notAfter) {}

    /** The server's keys, and how many connected devices do not trust the next one yet. */
    public record Keys(KeyView current, KeyView next, int devicesNotReady) {}

    public Keys keys() {
        List<byte[]> hashes = authorities.serverKeyHashes();
        return new Keys(
                new KeyView(
                        HexFormat.of().formatHex(hashes.getFirst()),
                        authorities.serverChain().getFirst().getNotAfter().toInstant()),
                new KeyView(HexFormat.of().formatHex(hashes.getLast()), null),
                presence.notTrusting(authorities.pins().getLast()));
    }

    public Keys rotate(Caller caller, boolean force) {
        caller.requireStepUp();
        caller.requireEverywhere(Right.ADMINISTRATION);
        rotate(caller.actor(), force);
        return keys();
    }

    /** Makes the next key the present one; refuses while connected devices do not trust it, unless forced. */
    public synchronized void rotate(Actor actor, boolean force) {
        int notReady = presence.notTrusting(authorities.pins().getLast());
        if (notReady > 0 && !force) {
            throw new Problem.Conflict(
                    "devices-not-ready",
                    notReady + " connected devices have not confirmed that they trust the next key, wait until they"
                            + " have or force it: those would need a code",
                    Map.of("devices", notReady));
        }
        authorities.rotate();
        users.forEach(Runnable::run);
        presence.announcePins(authorities.pins());
        unit.runInTx(tx -> {
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("fingerprint", keys().current().fingerprint());
            detail.put("forced", force);
            detail.put("devicesNotReady", (long) notReady);
            audit.record(tx, actor, "server-key.rotate", "server", null, null, detail);
            events.append(
                    tx,
                    List.of(NewEvent.ofServer(
                            clock.instant(), "S20.server-key-rotated", Map.of("actor", actor.name()))));
        });
    }

    /** Does what a command on the host has asked for; called about every second. */
    public void obey() {
        Optional<ServerKeyStore.Order> order =
                unit.inTx(tx -> store.take(tx, clock.instant().minus(ORDER_LIFE)));
        if (order.isEmpty()) {
            return;
        }
        ServerKeyStore.Order taken = order.get();
        String state = "done";
        String outcome = "";
        try {
            rotate(Actor.host(), taken.force());
            outcome = keys().current().fingerprint();
        } catch (Problem e) {
            state = "refused";
            outcome = e.detail();
        }
        String end = state;
        String text = outcome;
        unit.runInTx(tx -> store.answer(tx, taken.id(), end, text));
    }

    /** A certificate of the server that ends soon. */
    public record Ending(String name, Instant notAfter, long days) {}

    /** Certificates that end within the first warning. */
    public List<Ending> ending() {
        Instant now = clock.instant();
        Map<String, X509Certificate> all = new LinkedHashMap<>();
        all.put("server", authorities.serverChain().getFirst());
        all.put("server-authority", authorities.serverAuthority());
        all.put("device-authority", authorities.deviceAuthority());
        return all.entrySet().stream()
                .map(e -> {
                    Instant end = e.getValue().getNotAfter().toInstant();
                    return new Ending(
                            e.getKey(),
                            end,
                            Math.floorDiv(Duration.between(now, end).toHours(), 24));
                })
                .filter(e -> e.days() <= WARN_DAYS.getFirst())
                .toList();
    }

    /** Warns of certificates that end, once for each step; called about every hour. */
    public void warn() {
        for (Ending end : ending()) {
            int step = WARN_DAYS.stream()
                    .filter(d -> end.days() <= d)
                    .reduce((a, b) -> b)
                    .orElse(0);
            unit.runInTx(tx -> {
                if (store.warn(tx, end.name() + " " + end.notAfter(), step)) {
                    Map<String, @Nullable Object> args = new LinkedHashMap<>();
                    args.put("name", end.name());
                    args.put("days", end.days());
                    args.put(
                            "notAfter",
                            end.notAfter().atZone(ZoneOffset.UTC).toLocalDate().toString());
                    events.append(tx, List.of(NewEvent.ofServer(clock.instant(), "S12.certificate-expires", args)));
                }
            });
        }
    }
}
