package org.fairlead.server.core.sync;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.catalogue.Level;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.device.Nudger;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.PolicyBook;
import org.jspecify.annotations.Nullable;

/** Takes over what a device's user changed on the device: allowed values of blocks that no policy locks. */
public final class LocalChanges {
    private final Fleet fleet;
    private final SyncStore store;
    private final DeviceStore devices;
    private final AuditLog audit;
    private final Nudger nudger;

    public LocalChanges(Fleet fleet, SyncStore store, DeviceStore devices, AuditLog audit, Nudger nudger) {
        this.fleet = fleet;
        this.store = store;
        this.devices = devices;
        this.audit = audit;
        this.nudger = nudger;
    }

    void take(Tx tx, UUID device, DeviceRecord.LocalChange change) {
        SyncStore.OwnState state = store.lockOwn(tx, device);
        if (state == null) {
            return;
        }
        PolicyBook book = fleet.book();
        var locked = book.effective(
                        state.subject().group(),
                        state.subject().platform(),
                        state.subject().profiles(),
                        state.subject().own())
                .locked();
        Map<String, @Nullable Object> own = new LinkedHashMap<>(state.subject().own());
        Map<String, @Nullable Object> taken = new LinkedHashMap<>();
        change.values().forEach((key, value) -> {
            var block = fleet.rules().schema(state.subject().platform()).blockOf(key);
            if (block == null || locked.containsKey(block.id())) {
                return;
            }
            if (value == null) {
                own.remove(key);
                taken.put(key, null);
                return;
            }
            try {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                one.put(key, value);
                own.putAll(fleet.rules().accept(one, state.subject().own(), Level.DEVICE));
                taken.put(key, fleet.rules().masked(Map.of(key, own.get(key))).get(key));
            } catch (Problem.Invalid e) {
                taken.put(key, "refused");
            }
        });
        if (!own.equals(state.subject().own())) {
            devices.saveOwn(tx, device, state.revision(), own, DesiredState.ownHash(own));
            audit.record(
                    tx,
                    new Actor(Actor.Kind.DEVICE, device, state.name(), null),
                    "device.settings",
                    "device",
                    device,
                    state.name(),
                    taken);
        }
        tx.afterCommit(() -> nudger.nudge(List.of(device), Down.Topic.SETTINGS));
    }
}
