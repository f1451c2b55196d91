package org.fairlead.server.core.fleet;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.catalogue.Level;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.device.FactsListener;
import org.fairlead.server.core.device.LeaveListener;
import org.fairlead.server.core.device.Mover;
import org.fairlead.server.core.device.Nudger;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.SettingsRules;
import org.fairlead.server.core.sync.DesiredState;
import org.fairlead.server.core.sync.Presence;
import org.jspecify.annotations.Nullable;

/** What administrators do with devices: move, describe, configure, delete. */
public final class DeviceService implements Mover {
    public static final int MAX_TARGETS = 100_000;
    public static final int MAX_DELETED = 10_000;
    private static final int MAX_TAGS = 20;

    private final UnitOfWork unit;
    private final DeviceStore devices;
    private final Fleet fleet;
    private final Presence presence;
    private final Nudger nudger;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;
    private volatile FactsListener facts = (tx, devices) -> {};
    private volatile LeaveListener leave = (tx, devices, to) -> {};

    public DeviceService(
            UnitOfWork unit,
            DeviceStore devices,
            Fleet fleet,
            Presence presence,
            Nudger nudger,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.devices = devices;
        this.fleet = fleet;
        this.presence = presence;
        this.nudger = nudger;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** Sets who hears of changed tags; once, while the server is put together. */
    public void onFacts(FactsListener listener) {
        facts = listener;
    }

    /** Sets who hears of devices that leave their groups; once, while the server is put together. */
    public void onLeave(LeaveListener listener) {
        leave = listener;
    }

    /** A device that the caller may see; otherwise there is none. */
    public Device get(Caller caller, UUID id) {
        return unit.read(tx -> get(tx, caller, id));
    }

    private Device get(Tx tx, Caller caller, UUID id) {
        return devices.find(tx, id)
                .filter(d -> caller.may(Right.VIEW, path(d.group())))
                .orElseThrow(() -> new Problem.NotFound("there is no such device"));
    }

    public List<UUID> path(@Nullable UUID group) {
        return group == null ? List.of() : fleet.tree().path(group);
    }

    /** What a move does or would do. */
    public record MoveResult(boolean dryRun, int total, int moved, List<Refusal> refused, int changes) {}

    /** A device that is left where it is. */
    public record Refusal(UUID id, String name, String reason) {}

    public MoveResult move(
            Caller caller, List<UUID> ids, @Nullable DeviceFilter filter, @Nullable UUID group, boolean dryRun) {
        if (group != null) {
            caller.require(Right.DEVICES, path(fleet.tree().get(group).id()));
        }
        return unit.inTx(tx -> {
            List<DeviceRef> targets = filter == null
                    ? devices.refs(tx, ids.stream().distinct().toList())
                    : devices.matching(tx, filter, caller.scope(Right.VIEW), MAX_TARGETS);
            List<Refusal> refused = new ArrayList<>();
            List<UUID> allowed = new ArrayList<>();
            int changed = 0;
            for (DeviceRef device : targets) {
                if (!caller.may(Right.VIEW, path(device.group()))) {
                    continue;
                }
                if (!caller.may(Right.DEVICES, path(device.group()))) {
                    refused.add(new Refusal(device.id(), device.name(), "you have no right to move it"));
                } else if (Objects.equals(device.group(), group)) {
                    refused.add(new Refusal(device.id(), device.name(), "it is there already"));
                } else {
                    allowed.add(device.id());
                    changed += differs(device.platform(), device.group(), group) ? 1 : 0;
                }
            }
            int moved = dryRun
                    ? allowed.size()
                    : move(tx, caller.actor(), allowed, group).size();
            return new MoveResult(
                    dryRun, targets.size(), moved, refused.stream().limit(1000).toList(), changed);
        });
    }

    @Override
    public List<UUID> move(Tx tx, Actor actor, Collection<UUID> ids, @Nullable UUID group) {
        if (ids.isEmpty()) {
            return List.of();
        }
        leave.leaving(tx, devices.refs(tx, ids), group);
        List<UUID> moved = devices.move(tx, ids, group);
        String to = group == null ? "unassigned" : fleet.tree().get(group).name();
        List<NewEvent> news = new ArrayList<>();
        for (DeviceRef device : devices.refs(tx, moved)) {
            news.add(new NewEvent(
                    device.id(), null, clock.instant(), "S02.device-moved", Map.of("to", to, "actor", actor.name())));
            if (moved.size() <= 50) {
                audit.record(tx, actor, "device.move", "device", device.id(), device.name(), Map.of("to", to));
            }
        }
        if (moved.size() > 50) {
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("to", to);
            detail.put("count", moved.size());
            detail.put("devices", moved.stream().limit(1000).map(UUID::toString).toList());
            audit.record(tx, actor, "device.move", "device", null, moved.size() + " devices", detail);
        }
        events.append(tx, news);
        tx.afterCommit(() -> {
            changes.publish("devices", moved.size() > 200 ? List.of() : moved);
            changes.publish("groups");
            changes.publish("overview");
            nudger.nudge(moved, Down.Topic.SETTINGS);
            nudger.nudge(moved, Down.Topic.CODES);
        });
        return moved;
    }

    private boolean differs(String platform, @Nullable UUID from, @Nullable UUID to) {
        String before =
                from == null ? "" : fleet.book().settings(from, platform).hash();
        String after = to == null ? "" : fleet.book().settings(to, platform).hash();
        return !before.equals(after);
    }

    public Device describe(Caller caller, UUID id, @Nullable String note, @Nullable List<String> tags) {
        return unit.inTx(tx -> {
            Device device = get(tx, caller, id);
            caller.require(Right.DEVICES, path(device.group()));
            String newNote = note == null ? device.note() : note.strip();
            List<String> newTags = tags == null
                    ? device.tags()
                    : List.copyOf(
                            new LinkedHashSet<>(tags.stream().map(String::strip).toList()));
            if (newNote.length() > 2000) {
                throw new Problem.Invalid("note", "at most 2000 characters");
            }
            if (newTags.size() > MAX_TAGS || newTags.stream().anyMatch(t -> t.isEmpty() || t.length() > 50)) {
                throw new Problem.Invalid("tags", "at most " + MAX_TAGS + " tags of 1 to 50 characters");
            }
            devices.describe(tx, id, newNote, newTags);
            facts.changed(tx, List.of(id));
            audit.record(
                    tx,
                    caller.actor(),
                    "device.describe",
                    "device",
                    id,
                    device.name(),
                    Map.of("tags", newTags, "note", newNote));
            tx.afterCommit(() -> changes.publish("devices", List.of(id)));
            return get(tx, caller, id);
        });
    }

    public void delete(Caller caller, UUID id) {
        unit.runInTx(tx -> {
            Device device = get(tx, caller, id);
            caller.require(Right.DEVICES, path(device.group()));
            remove(tx, caller.actor(), device, Map.of());
        });
    }

    public String groupName(@Nullable UUID group) {
        return group == null ? "" : fleet.tree().find(group).map(g -> g.name()).orElse("");
    }

    /** Deletes a device whose row is still there, with audit and event, and cuts its connection. */
    public void remove(Tx tx, Actor actor, Device device, Map<String, ? extends @Nullable Object> more) {
        UUID id = device.id();
        Map<String, @Nullable Object> detail = new LinkedHashMap<>(more);
        detail.put("serial", device.serial());
        leave.leaving(tx, List.of(device.ref()), null);
        devices.delete(tx, id);
        audit.record(tx, actor, "device.delete", "device", id, device.name(), detail);
        events.append(
                tx,
                List.of(NewEvent.ofServer(
                        clock.instant(), "S03.device-deleted", Map.of("name", device.name(), "actor", actor.name()))));
        tx.afterCommit(() -> {
            presence.disconnect(id, "the device was deleted");
            changes.publish("devices", List.of(id));
            changes.publish("groups");
            changes.publish("overview");
        });
    }

    /** A value that changes for the device. */
    public record Change(
            String key, @Nullable Object from, @Nullable Object to) {}

    /** The device after a change of own values, and what changes for it. */
    public record Saved(Device device, List<Change> changes) {}

    /** Replaces the device's own values; blocks that a policy locks must stay as they are. */
    public Saved saveOwn(Caller caller, UUID id, Map<String, @Nullable Object> values, int revision, boolean dryRun) {
        return unit.inTx(tx -> {
            Device device = get(tx, caller, id);
            Map<String, @Nullable Object> own = fleet.rules().accept(values, device.own(), Level.DEVICE);
            EffectiveSettings before =
                    fleet.book().effective(device.group(), device.platform(), device.profiles(), device.own());
            checkAllowed(caller, device, own, before);
            if (device.ownRevision() != revision) {
                throw new Problem.Conflict("somebody else has saved these settings meanwhile", device);
            }
            EffectiveSettings after = fleet.book().effective(device.group(), device.platform(), device.profiles(), own);
            List<Change> list = new ArrayList<>();
            after.values().forEach((key, value) -> {
                Object old = Objects.requireNonNull(before.values().get(key)).value();
                if (!Objects.equals(old, value.value())) {
                    list.add(new Change(key, SettingsRules.mask(old), SettingsRules.mask(value.value())));
                }
            });
            if (dryRun || own.equals(device.own())) {
                return new Saved(device, list);
            }
            if (!devices.saveOwn(tx, id, revision, own, DesiredState.ownHash(own))) {
                throw new Problem.Conflict("somebody else has saved these settings meanwhile", device);
            }
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            list.forEach(c -> {
                Map<String, @Nullable Object> change = new LinkedHashMap<>();
                change.put("from", c.from());
                change.put("to", c.to());
                detail.put(c.key(), change);
            });
            audit.record(tx, caller.actor(), "device.settings", "device", id, device.name(), detail);
            tx.afterCommit(() -> {
                nudger.nudge(List.of(id), Down.Topic.SETTINGS);
                changes.publish("devices", List.of(id));
            });
            return new Saved(get(tx, caller, id), list);
        });
    }

    private void checkAllowed(
            Caller caller, Device device, Map<String, @Nullable Object> own, EffectiveSettings before) {
        Set<String> keys = new LinkedHashSet<>(own.keySet());
        keys.addAll(device.own().keySet());
        Map<String, String> errors = new LinkedHashMap<>();
        for (String key : keys) {
            boolean same = own.containsKey(key) == device.own().containsKey(key)
                    && Objects.equals(own.get(key), device.own().get(key));
            if (same) {
                continue;
            }
            caller.require(fleet.rules().rightOf(key), path(device.group()));
            String block = key.substring(0, key.lastIndexOf('.'));
            var lock = before.locked().get(block);
            if (lock != null) {
                errors.put(key, "the policy " + lock.policyName() + " locks this block, change it there");
            }
        }
        if (!errors.isEmpty()) {
            throw new Problem.Invalid(errors);
        }
    }
}
