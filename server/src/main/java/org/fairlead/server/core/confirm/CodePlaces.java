package org.fairlead.server.core.confirm;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Where a request code belongs: its device and policy, as far as a caller may see them. */
final class CodePlaces {
    private final ConfirmationStore store;
    private final DeviceStore devices;
    private final Fleet fleet;

    CodePlaces(ConfirmationStore store, DeviceStore devices, Fleet fleet) {
        this.store = store;
        this.devices = devices;
        this.fleet = fleet;
    }

    /** The policy on whose page the code is made: the nearest of the device, else the first that the caller answers for. */
    Optional<Policy> nearest(Caller caller, @Nullable Device device, @Nullable UUID group) {
        List<Policy> active = fleet.book().policies().stream()
                .filter(p -> p.status() == Policy.Status.ACTIVE && p.audience() == null)
                .filter(p -> caller.may(Right.VIEW, fleet.tree().path(p.group())))
                .toList();
        UUID own = device == null ? null : device.group();
        if (own != null) {
            List<UUID> path = fleet.tree().path(own).reversed();
            for (UUID step : path) {
                Optional<Policy> here =
                        active.stream().filter(p -> p.group().equals(step)).findFirst();
                if (here.isPresent()) {
                    return here;
                }
            }
        }
        return active.stream()
                .filter(p -> p.group().equals(group))
                .findFirst()
                .or(() -> active.stream()
                        .filter(p ->
                                caller.may(Right.CODES_CERTIFICATE, fleet.tree().path(p.group())))
                        .min(Comparator.comparingInt(
                                p -> fleet.tree().path(p.group()).size())));
    }

    /** A policy whose codes the caller may give. */
    Policy policy(Caller caller, UUID id) {
        Policy policy = fleet.book()
                .policy(id)
                .filter(p -> caller.may(Right.VIEW, fleet.tree().path(p.group())))
                .orElseThrow(() -> new Problem.NotFound("there is no such policy"));
        caller.require(Right.CODES_CERTIFICATE, fleet.tree().path(policy.group()));
        return policy;
    }

    /** The device with this number, if the caller may see it. */
    Optional<Device> byNumber(Tx tx, Caller caller, int number) {
        return store.deviceByNumber(tx, number)
                .flatMap(id -> devices.find(tx, id))
                .filter(d -> caller.may(Right.VIEW, path(d)));
    }

    Device visible(Tx tx, Caller caller, UUID id) {
        return devices.find(tx, id)
                .filter(d -> caller.may(Right.VIEW, path(d)))
                .orElseThrow(() -> new Problem.NotFound("there is no such device"));
    }

    /** The groups of a device, root first; empty for none. */
    List<UUID> path(@Nullable Device device) {
        UUID group = device == null ? null : device.group();
        return group == null ? List.of() : fleet.tree().path(group);
    }

    Lookup.DeviceInfo info(Device device) {
        UUID group = device.group();
        return new Lookup.DeviceInfo(
                device.id(),
                device.name(),
                group,
                group == null
                        ? null
                        : fleet.tree().find(group).map(g -> g.name()).orElse(null),
                device.state().online(),
                device.state().lastSeen());
    }
}
