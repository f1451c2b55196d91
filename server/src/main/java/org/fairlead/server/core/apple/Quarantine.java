package org.fairlead.server.core.apple;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.fleet.DeviceService;

/** What administrators decide about phones that another person has connected as a device that is known. */
public final class Quarantine {
    private final UnitOfWork unit;
    private final AppleStore store;
    private final DeviceService devices;
    private final CheckIns checkIns;
    private final AuditLog audit;
    private final InstantSource clock;

    public Quarantine(
            UnitOfWork unit,
            AppleStore store,
            DeviceService devices,
            CheckIns checkIns,
            AuditLog audit,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.devices = devices;
        this.checkIns = checkIns;
        this.audit = audit;
        this.clock = clock;
    }

    /** An enrolment that waits for a decision. */
    public record Claim(UUID enrolment, UUID person, String udid, Instant since) {}

    /** The claims on a device, oldest first. */
    static List<Claim> claims(Tx tx, AppleStore store, UUID device) {
        return store.claiming(tx, device).stream()
                .map(e -> new Claim(e.id(), e.person(), e.udid(), e.createdAt()))
                .toList();
    }

    /** Decides: the phone goes on as the device and belongs to the new person, or is let go. */
    public void decide(Caller caller, UUID device, UUID enrolment, boolean accept) {
        Device known = devices.get(caller, device);
        caller.require(Right.DEVICES, devices.path(known.group()));
        unit.runInTx(tx -> {
            Optional<Enrolment> found = store.lock(tx, enrolment)
                    .filter(e -> e.quarantined() && device.equals(e.claims()) && e.state() != Enrolment.State.ENDED);
            Enrolment waiting =
                    found.orElseThrow(() -> new Problem.Conflict("this has been decided, or the phone has left"));
            audit.record(
                    tx,
                    caller.actor(),
                    accept ? "device.claim-accept" : "device.claim-refuse",
                    "device",
                    device,
                    known.name(),
                    Map.of(
                            "enrolment",
                            enrolment.toString(),
                            "person",
                            waiting.person().toString()));
            if (accept) {
                store.own(tx, device, waiting.person());
                checkIns.confirmed(tx, waiting, device);
            } else {
                store.end(tx, List.of(enrolment), "an administrator refused it", clock.instant());
                store.revokeIdentities(tx, enrolment, clock.instant());
                checkIns.changed(tx, device);
            }
        });
    }
}
