package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.fleet.DeviceService;
import org.jspecify.annotations.Nullable;

/** What administrators see of an iPhone or iPad beside what all devices have. */
public final class AppleDevices {
    private final UnitOfWork unit;
    private final AppleStore store;
    private final DeviceService devices;

    public AppleDevices(UnitOfWork unit, AppleStore store, DeviceService devices) {
        this.unit = unit;
        this.store = store;
        this.devices = devices;
    }

    /** The phone's enrolment and the last answer of each kind. */
    public record Sheet(Enrolment enrolment, Map<String, AppleStore.Stored> inventory) {
        /** When the phone was last there. */
        public @Nullable Instant lastSeen() {
            return enrolment.lastSeen();
        }
    }

    public Sheet sheet(Caller caller, UUID device) {
        devices.get(caller, device);
        return unit.read(tx -> new Sheet(
                store.ofDevice(tx, device)
                        .orElseThrow(() -> new Problem.NotFound("this device is not managed through Apple")),
                store.inventory(tx, device)));
    }
}
