package org.fairlead.server.core.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.Devices;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Finds the devices of a command: those that get it, those that do not, and those that will probably refuse it. */
final class Targets {
    static final int MAX_DOUBTED = 10_000;
    static final int MAX_DOUBTS = 1_000;

    private final CommandStore store;
    private final Devices devices;
    private final Groups groups;

    Targets(CommandStore store, Devices devices, Groups groups) {
        this.store = store;
        this.devices = devices;
        this.groups = groups;
    }

    /** Those that get the command and those that do not. */
    record Found(List<DeviceRef> allowed, List<Commands.Refusal> refused) {}

    Found find(Tx tx, Caller caller, Commands.Wish wish) {
        List<Commands.Refusal> refused = new ArrayList<>();
        List<DeviceRef> found = meant(tx, caller, wish, refused);
        Set<UUID> leaving = store.leaving(tx, found.stream().map(DeviceRef::id).toList());
        List<DeviceRef> allowed = new ArrayList<>();
        for (DeviceRef device : found) {
            String objection = !caller.may(Right.DEVICES, path(device.group()))
                    ? "you have no right to command it"
                    : !wish.kind().knownTo(device.platform())
                            ? "devices of its platform do not know this command"
                            : leaving.contains(device.id()) ? "it is being deleted" : null;
            if (objection == null) {
                allowed.add(device);
            } else {
                refused.add(new Commands.Refusal(device.id(), device.name(), objection));
            }
        }
        return new Found(allowed, refused);
    }

    private List<DeviceRef> meant(Tx tx, Caller caller, Commands.Wish wish, List<Commands.Refusal> refused) {
        DeviceFilter filter = wish.filter();
        if (filter != null) {
            List<DeviceRef> found = devices.matching(tx, filter, caller.scope(Right.VIEW), Commands.MAX_TARGETS + 1);
            if (found.size() > Commands.MAX_TARGETS) {
                throw new Problem.Invalid("filter", "means more than " + Commands.MAX_TARGETS + " devices, narrow it");
            }
            return found;
        }
        List<UUID> ids = wish.ids().stream().distinct().toList();
        if (ids.size() > Commands.MAX_TARGETS) {
            throw new Problem.Invalid("deviceIds", "at most " + Commands.MAX_TARGETS + " devices");
        }
        List<DeviceRef> found = devices.refs(tx, ids).stream()
                .filter(device -> caller.may(Right.VIEW, path(device.group())))
                .toList();
        Set<UUID> known = new HashSet<>(found.stream().map(DeviceRef::id).toList());
        ids.stream()
                .filter(id -> !known.contains(id))
                .forEach(id -> refused.add(new Commands.Refusal(id, "", "there is no such device")));
        return found;
    }

    /** Phones that would probably not carry it out, from what they last said; of the first ten thousand. */
    List<Commands.Doubt> doubts(Tx tx, CommandKind kind, List<DeviceRef> targets) {
        List<DeviceRef> phones = targets.stream()
                .filter(d -> !d.platform().equals(Policy.THIN_CLIENT))
                .limit(MAX_DOUBTED)
                .toList();
        if (phones.isEmpty()) {
            return List.of();
        }
        Map<UUID, Map<String, @Nullable Object>> reported =
                store.reported(tx, phones.stream().map(DeviceRef::id).toList());
        List<Commands.Doubt> doubts = new ArrayList<>();
        for (DeviceRef phone : phones) {
            Text objection = Offer.objection(kind, phone.platform(), reported.getOrDefault(phone.id(), Map.of()));
            if (objection != null && doubts.size() < MAX_DOUBTS) {
                doubts.add(new Commands.Doubt(phone.id(), phone.name(), objection));
            }
        }
        return doubts;
    }

    private List<UUID> path(@Nullable UUID group) {
        return group == null ? List.of() : groups.tree().path(group);
    }
}
