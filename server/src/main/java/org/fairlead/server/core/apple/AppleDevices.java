package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.apple.declare.DeclareStore;
import org.fairlead.server.core.fleet.DeviceService;
import org.jspecify.annotations.Nullable;

/** What administrators see of an iPhone or iPad beside what all devices have. */
public final class AppleDevices {
    private final UnitOfWork unit;
    private final AppleStore store;
    private final DeclareStore declared;
    private final DeviceService devices;

    public AppleDevices(UnitOfWork unit, AppleStore store, DeclareStore declared, DeviceService devices) {
        this.unit = unit;
        this.store = store;
        this.declared = declared;
        this.devices = devices;
    }

    /** The phone's enrolment, the last answer of each kind, and what it says of its declarations. */
    public record Sheet(
            Enrolment enrolment,
            @Nullable Instant identityEnd,
            boolean bootstrapToken,
            Map<String, AppleStore.Stored> inventory,
            DeclareStore.Known declared,
            List<Quarantine.Claim> claims) {
        /** When the phone was last there. */
        public @Nullable Instant lastSeen() {
            return enrolment.lastSeen();
        }
    }

    public Sheet sheet(Caller caller, UUID device) {
        devices.get(caller, device);
        return unit.read(tx -> {
            Enrolment enrolment = store.ofDevice(tx, device)
                    .orElseThrow(() -> new Problem.NotFound("this device is not managed through Apple"));
            return new Sheet(
                    enrolment,
                    store.identityEnd(tx, enrolment.id()).orElse(null),
                    store.bootstrap(tx, enrolment.id()) != null,
                    store.inventory(tx, device),
                    declared.known(tx, enrolment.id()).orElse(DeclareStore.Known.NOTHING),
                    Quarantine.claims(tx, store, device));
        });
    }
}
