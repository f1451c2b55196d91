package org.fairlead.server.core.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.Devices;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Tells people and programs of events: what matches a rule is queued in the event's own transaction and sent later, at
 * least once, several events in one message. A target that does not answer is tried again for a day.
 */
public final class Notifications implements EventListener {
    static final int BATCH = 500;
    private static final System.Logger LOG = System.getLogger(Notifications.class.getName());
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration GIVE_UP = Duration.ofDays(1);

    private final UnitOfWork unit;
    private final NotificationStore store;
    private final Devices devices;
    private final Groups groups;
    private final Sealer sealer;
    private final Map<NotificationRule.Channel, Notifier> notifiers;
    private final InstantSource clock;

    public Notifications(
            UnitOfWork unit,
            NotificationStore store,
            Devices devices,
            Groups groups,
            Sealer sealer,
            Map<NotificationRule.Channel, Notifier> notifiers,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.devices = devices;
        this.groups = groups;
        this.sealer = sealer;
        this.notifiers = Map.copyOf(notifiers);
        this.clock = clock;
    }

    @Override
    public void stored(Tx tx, List<StoredEvent> events) {
        List<NotificationRule> rules = store.rules(tx).stream()
                .filter(rule -> events.stream().anyMatch(e -> rule.wants(e.level(), e.code())))
                .toList();
        if (rules.isEmpty()) {
            return;
        }
        Map<UUID, DeviceRef> refs = new HashMap<>();
        Set<UUID> ids = new HashSet<>();
        events.forEach(e -> {
            if (e.device() != null) {
                ids.add(e.device());
            }
        });
        devices.refs(tx, ids).forEach(ref -> refs.put(ref.id(), ref));
        Instant now = clock.instant();
        List<NotificationStore.Waiting> waiting = new ArrayList<>();
        for (NotificationRule rule : rules) {
            Set<UUID> inside = rule.group() == null ? null : groups.tree().subtree(rule.group());
            for (StoredEvent event : events) {
                DeviceRef device = event.device() == null ? null : refs.get(event.device());
                UUID group = device == null ? null : device.group();
                if (rule.wants(event.level(), event.code())
                        && (inside == null || (group != null && inside.contains(group)))) {
                    waiting.add(new NotificationStore.Waiting(
                            Ids.next(),
                            rule.id(),
                            now.plus(Duration.ofMinutes(rule.groupMinutes())),
                            document(event, device)));
                }
            }
        }
        store.enqueue(tx, waiting);
    }

    /** Sends what is due; call it every few seconds from a thread that may block. */
    public void deliver() {
        Instant now = clock.instant();
        for (NotificationRule rule : unit.inTx(tx -> store.reserve(tx, now, now.plus(LEASE)))) {
            List<NotificationStore.Waiting> waiting = unit.read(tx -> store.waiting(tx, rule.id(), BATCH));
            try {
                send(rule, waiting.stream().map(NotificationStore.Waiting::body).toList());
                unit.runInTx(tx -> store.told(
                        tx,
                        rule.id(),
                        waiting.stream().map(NotificationStore.Waiting::id).toList(),
                        clock.instant()));
            } catch (Notifier.NotTold e) {
                String why = String.valueOf(e.getMessage());
                LOG.log(System.Logger.Level.WARNING, "notification \"{0}\" was not taken: {1}", rule.name(), why);
                Duration wait = Duration.ofMinutes(Math.min(60, 1L << Math.min(rule.failures(), 6)));
                unit.runInTx(tx -> {
                    int lost = store.giveUp(tx, rule.id(), clock.instant().minus(GIVE_UP));
                    String text = lost == 0 ? why : why + " (gave up " + lost + " events)";
                    store.failed(tx, rule.id(), clock.instant().plus(wait), text);
                });
            }
        }
    }

    /** Sends one event of the test kind to the rule's target now. */
    void test(NotificationRule rule) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("id", Ids.next().toString());
        body.put("at", clock.instant().toString());
        body.put("level", EventLevel.INFO.wire());
        body.put("code", "test");
        body.put("title", Map.of("en", "Test of the notification", "ru", "Проверка уведомления"));
        body.put("deviceId", null);
        body.put("deviceName", null);
        body.put("args", Map.of());
        send(rule, List.of(body));
    }

    private void send(NotificationRule rule, List<Map<String, ? extends @Nullable Object>> events) {
        Notifier notifier = notifiers.get(rule.channel());
        if (notifier == null) {
            throw new Notifier.NotTold(
                    "this server cannot notify by " + rule.channel().wire());
        }
        byte[] sealed = rule.sealedSecret();
        String secret =
                sealed == null ? null : new String(sealer.open(sealed, context(rule.id())), StandardCharsets.UTF_8);
        notifier.send(new Notifier.Message(rule.name(), rule.target(), secret, events));
    }

    static String context(UUID rule) {
        return "notification_rule.secret." + rule;
    }

    private static Map<String, @Nullable Object> document(StoredEvent event, @Nullable DeviceRef device) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", event.id().toString());
        map.put("at", event.at().toString());
        map.put("level", event.level().wire());
        map.put("code", event.code());
        map.put("title", Map.of("en", event.title().en(), "ru", event.title().ru()));
        map.put("deviceId", event.device() == null ? null : event.device().toString());
        map.put("deviceName", device == null ? null : device.name());
        map.put("args", event.args());
        return map;
    }
}
