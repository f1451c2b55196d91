package org.fairlead.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.api.DeviceViews.BlockStateView;
import org.fairlead.server.api.DeviceViews.DeviceSettingsView;
import org.fairlead.server.api.DeviceViews.DeviceView;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.Offer;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.fleet.DeviceService;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.sync.DesiredState;
import org.jspecify.annotations.Nullable;

/** Devices: lists, pages, settings, moves. */
public final class DeviceRoutes implements Routes {
    private final DeviceService service;
    private final DeviceStore store;
    private final UnitOfWork unit;
    private final DeviceViews views;

    public DeviceRoutes(DeviceService service, DeviceStore store, UnitOfWork unit, Fleet fleet, DesiredState desired) {
        this.service = service;
        this.store = store;
        this.unit = unit;
        this.views = new DeviceViews(fleet, desired);
    }

    /** A device with all that its page opens with. */
    public record DeviceDetail(
            DeviceView device,
            Map<String, @Nullable Object> reported,
            List<String> addresses,
            @Nullable IdentityView identity,
            List<BlockStateView> blocks,
            List<OfferView> offers) {}

    /** A command that this kind of device knows, and why this one would not carry it out. */
    public record OfferView(CommandKind kind, @Nullable Text objection) {}

    /** The certificate by which the device is known. */
    public record IdentityView(String fingerprint, Instant notAfter) {}

    /** What of a device's description shall change; what is absent stays. */
    public record Description(
            @Nullable String note, @Nullable List<String> tags) {}

    /** Devices, by identifiers or by the query string of the list, and where they shall go; no group: unassigned. */
    public record Move(
            @Nullable List<UUID> ids,
            @Nullable String filter,
            @Nullable UUID groupId,
            @Nullable Boolean dryRun) {}

    /** All own values of a device, and the revision on which they are based. */
    public record OwnSettings(
            Map<String, @Nullable Object> values,
            int revision,
            @Nullable Boolean dryRun) {}

    /** The settings after the change, and the values that differ. */
    public record SavedSettings(DeviceSettingsView settings, List<DeviceService.Change> changes) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access view = Access.right(Right.VIEW);
        return List.of(
                Route.page("/devices", DeviceView.class)
                        .rule(view)
                        .summary("Devices by filter and order")
                        .handle(this::list),
                Route.download("/devices/export")
                        .rule(view)
                        .summary("The filtered list as CSV or JSON")
                        .handle(this::export),
                Route.get("/devices/{id}", DeviceDetail.class)
                        .rule(view)
                        .summary("One device")
                        .handle(call -> detail(service.get(call.caller(), call.pathId("id")))),
                Route.patch("/devices/{id}", Description.class, DeviceDetail.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("Changes note and tags")
                        .handle(call -> detail(service.describe(
                                call.caller(),
                                call.pathId("id"),
                                call.input().note(),
                                call.input().tags()))),
                Route.post("/devices/move", Move.class, DeviceService.MoveResult.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("Moves devices into a group, or says what a move would do")
                        .handle(this::move),
                Route.get("/devices/{id}/settings", DeviceSettingsView.class)
                        .rule(view)
                        .summary("Own and effective settings with the origin of each value")
                        .handle(call -> views.settings(service.get(call.caller(), call.pathId("id")))),
                Route.put("/devices/{id}/settings", OwnSettings.class, SavedSettings.class)
                        .rule(view)
                        .summary("Replaces the device's own values; each block needs its right")
                        .handle(call -> {
                            DeviceService.Saved saved = service.saveOwn(
                                    call.caller(),
                                    call.pathId("id"),
                                    call.input().values(),
                                    call.input().revision(),
                                    Boolean.TRUE.equals(call.input().dryRun()));
                            return new SavedSettings(views.settings(saved.device()), saved.changes());
                        }));
    }

    private Page<DeviceView> list(Call<Void> call) {
        DeviceFilter filter = DeviceFilter.of(call.query());
        Scope scope = call.caller().scope(Right.VIEW);
        PageRequest page = call.page();
        return unit.read(tx -> {
            DeviceStore.Listing listing = store.list(tx, filter, scope, page.limit(), page.cursor());
            return new Page<>(listing.devices().stream().map(views::view).toList(), listing.next(), listing.total());
        });
    }

    private DeviceDetail detail(Device device) {
        IdentityView identity = unit.read(tx -> store.identity(tx, device.id()))
                .map(i -> new IdentityView(i.fingerprint(), i.notAfter()))
                .orElse(null);
        return new DeviceDetail(
                views.view(device),
                device.reported(),
                device.addresses(),
                identity,
                views.blocks(device),
                Offer.of(device).stream()
                        .map(o -> new OfferView(o.kind(), o.objection()))
                        .toList());
    }

    private DeviceService.MoveResult move(Call<Move> call) {
        Move move = call.input();
        String filter = move.filter();
        List<UUID> ids = move.ids();
        if ((filter == null) == (ids == null)) {
            throw new Problem.Invalid("ids", "name either devices or a filter");
        }
        if (ids != null && ids.size() > DeviceService.MAX_TARGETS) {
            throw new Problem.Invalid("ids", "at most " + DeviceService.MAX_TARGETS + " devices");
        }
        return service.move(
                call.caller(),
                ids == null ? List.of() : ids,
                filter == null ? null : DeviceFilter.ofQueryString(filter),
                move.groupId(),
                Boolean.TRUE.equals(move.dryRun()));
    }

    private Download export(Call<Void> call) {
        DeviceFilter filter = DeviceFilter.of(call.query());
        Caller caller = call.caller();
        boolean json = "json".equals(call.query("format").orElse("csv"));
        return call.stream(
                json ? "application/json" : "text/csv; charset=utf-8",
                "devices." + (json ? "json" : "csv"),
                out -> write(out, filter, caller.scope(Right.VIEW), json));
    }

    private void write(OutputStream out, DeviceFilter filter, Scope scope, boolean json) throws IOException {
        Optional<String> cursor = Optional.empty();
        String separator = json
                ? "["
                : Csv.line(
                        "name",
                        "group",
                        "status",
                        "online",
                        "last seen",
                        "address",
                        "model",
                        "serial",
                        "os",
                        "tags",
                        "settings");
        out.write(separator.getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        do {
            Optional<String> from = cursor;
            DeviceStore.Listing listing = unit.read(tx -> store.list(tx, filter, scope, 500, from));
            for (Device device : listing.devices()) {
                DeviceView v = views.view(device);
                String text = json ? (first ? "" : ",\n") + Json.print(map(v)) : line(v);
                out.write(text.getBytes(StandardCharsets.UTF_8));
                first = false;
            }
            cursor = Optional.ofNullable(listing.next());
        } while (cursor.isPresent());
        if (json) {
            out.write("]\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String line(DeviceView v) {
        return Csv.line(
                v.name(),
                group(v),
                v.status(),
                v.online() ? "online" : "offline",
                v.lastSeenAt() == null ? "" : v.lastSeenAt().toString(),
                v.address() == null ? "" : v.address(),
                v.model(),
                v.serial(),
                v.os(),
                String.join(", ", v.tags()),
                v.settings().state());
    }

    private static String group(DeviceView v) {
        return v.groupPath() == null ? "" : String.join(" / ", v.groupPath());
    }

    private static Map<String, @Nullable Object> map(DeviceView v) {
        Map<String, @Nullable Object> map = new java.util.LinkedHashMap<>();
        map.put("id", v.id().toString());
        map.put("name", v.name());
        map.put("group", v.groupPath());
        map.put("status", v.status());
        map.put("online", v.online());
        map.put("lastSeenAt", v.lastSeenAt() == null ? null : v.lastSeenAt().toString());
        map.put("address", v.address());
        map.put("model", v.model());
        map.put("serial", v.serial());
        map.put("os", v.os());
        map.put("tags", v.tags());
        map.put("settings", v.settings().state());
        return map;
    }
}
