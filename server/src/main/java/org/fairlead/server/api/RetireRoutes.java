package org.fairlead.server.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.fleet.DeviceService;
import org.fairlead.server.core.retire.DeviceRecord;
import org.fairlead.server.core.retire.Retirement;
import org.fairlead.server.core.retire.Retirements;
import org.fairlead.server.core.retire.Seats;
import org.jspecify.annotations.Nullable;

/** Deletion of devices: phones in stages, what stays of them, and how many seats are taken. */
public final class RetireRoutes implements Routes {
    private final Retirements retirements;

    public RetireRoutes(Retirements retirements) {
        this.retirements = retirements;
    }

    /** Devices to delete, by identifiers or by the query string of the list; force does not wait for the phones. */
    public record Removal(
            @Nullable List<UUID> ids,
            @Nullable String filter,
            @Nullable String reason,
            @Nullable Boolean force,
            @Nullable Boolean dryRun) {}

    /** How the deletion of a device stands. */
    public record DeletionView(
            UUID deviceId,
            String deviceName,
            String platform,
            String stage,
            Instant at,
            String by,
            String reason,
            String problem,
            @Nullable UUID approvalId,
            @Nullable String approvalState,
            @Nullable UUID commandId,
            @Nullable String commandState) {}

    /** Seats: what counts, what does not, and what deleting would free. */
    public record SeatsView(
            long seats,
            long thinClients,
            long androids,
            long apple,
            long beingDeleted,
            long silent,
            long free,
            long unassigned,
            long records,
            long people,
            long peopleWithPhones) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access devices = Access.right(Right.DEVICES);
        return List.of(
                Route.delete("/devices/{id}")
                        .rule(devices)
                        .summary(
                                "Deletes a device and revokes its identity; a managed phone first loses the company's data")
                        .run(call -> one(call.caller(), call.pathId("id"))),
                Route.post("/devices/delete", Removal.class, Retirements.Outcome.class)
                        .rule(devices)
                        .summary("Deletes devices, phones in stages, or says what that would do")
                        .handle(this::many),
                Route.get("/devices/{id}/deletion", DeletionView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("How the deletion of a device stands")
                        .handle(call -> retirements
                                .find(call.caller(), call.pathId("id"))
                                .map(RetireRoutes::view)
                                .orElseThrow(() -> new Problem.NotFound("the device is not being deleted"))),
                Route.delete("/devices/{id}/deletion")
                        .rule(devices)
                        .summary("Keeps a device after all, unless it has fetched its command")
                        .run(call -> retirements.cancel(call.caller(), call.pathId("id"))),
                Route.post("/devices/{id}/deletion/retry", Void.class, Void.class)
                        .rule(devices)
                        .summary("Tells a phone once more to remove the company's data")
                        .run(call -> retirements.retry(call.caller(), call.pathId("id"))),
                Route.items("/device-deletions", DeletionView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("Devices that are being deleted, the oldest first")
                        .handle(call -> new Items<>(retirements.running(call.caller()).stream()
                                .map(RetireRoutes::view)
                                .toList())),
                Route.items("/device-records", DeviceRecord.class)
                        .rule(devices)
                        .summary("What stays of deleted devices, newest first; before a moment")
                        .handle(call -> new Items<>(retirements.records(
                                call.caller(),
                                200,
                                call.query("before").map(RetireRoutes::time).orElse(null)))),
                Route.post("/device-records/{id}/anonymise", Void.class, DeviceRecord.class)
                        .rule(devices)
                        .summary("Takes the names out of the record of a deleted device")
                        .handle(call -> retirements.anonymise(call.caller(), call.pathId("id"))),
                Route.get("/seats", SeatsView.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("How many seats are taken, and how the number comes about")
                        .handle(call -> view(retirements.seats(call.caller()))));
    }

    private void one(org.fairlead.server.core.access.Caller caller, UUID id) {
        Retirements.Outcome outcome =
                retirements.delete(caller, new Retirements.Wish(List.of(id), null, "", false, false));
        if (outcome.total() == 0) {
            throw new Problem.NotFound("there is no such device");
        }
        if (!outcome.refused().isEmpty()) {
            throw new Problem.Conflict(
                    "not-deleted", outcome.refused().getFirst().reason(), null);
        }
    }

    private Retirements.Outcome many(Call<Removal> call) {
        Removal removal = call.input();
        String filter = removal.filter();
        List<UUID> ids = removal.ids();
        if ((filter == null) == (ids == null)) {
            throw new Problem.Invalid("ids", "name either devices or a filter");
        }
        if (ids != null && ids.size() > DeviceService.MAX_DELETED) {
            throw new Problem.Invalid("ids", "at most " + DeviceService.MAX_DELETED + " devices");
        }
        String reason = removal.reason();
        return retirements.delete(
                call.caller(),
                new Retirements.Wish(
                        ids == null ? List.of() : ids,
                        filter == null ? null : DeviceFilter.ofQueryString(filter),
                        reason == null ? "" : reason,
                        Boolean.TRUE.equals(removal.force()),
                        Boolean.TRUE.equals(removal.dryRun())));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.DateTimeException e) {
            throw new Problem.Invalid("before", "must be a time such as 2026-11-21T10:00:00Z");
        }
    }

    private static DeletionView view(Retirement r) {
        return new DeletionView(
                r.device().id(),
                r.device().name(),
                r.device().platform(),
                r.stage().name().toLowerCase(java.util.Locale.ROOT),
                r.at(),
                r.by(),
                r.reason(),
                r.problem(),
                r.approval(),
                r.approvalState() == null ? null : r.approvalState().wire(),
                r.command(),
                r.commandState() == null ? null : r.commandState().wire());
    }

    private static SeatsView view(Seats s) {
        return new SeatsView(
                s.seats(),
                s.thinClients(),
                s.androids(),
                s.apple(),
                s.beingDeleted(),
                s.silent(),
                s.free(),
                s.unassigned(),
                s.records(),
                s.people(),
                s.peopleWithPhones());
    }
}
