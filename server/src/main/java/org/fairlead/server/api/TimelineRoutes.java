package org.fairlead.server.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditEntry;
import org.fairlead.server.core.audit.AuditReader;
import org.fairlead.server.core.command.Command;
import org.fairlead.server.core.command.CommandFilter;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.event.EventFilter;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.Events;
import org.fairlead.server.core.event.StoredEvent;
import org.fairlead.server.core.fleet.DeviceService;
import org.jspecify.annotations.Nullable;

/** Events, commands, settings and people's actions on one device as one stream, newest first. */
public final class TimelineRoutes implements Routes {
    private final DeviceService devices;
    private final Events events;
    private final Commands commands;
    private final AuditReader audit;

    public TimelineRoutes(DeviceService devices, Events events, Commands commands, AuditReader audit) {
        this.devices = devices;
        this.events = events;
        this.commands = commands;
        this.audit = audit;
    }

    /** One thing that happened. */
    public record TimelineItem(
            Instant at,
            String kind,
            EventLevel level,
            Text title,
            @Nullable String actor,
            Map<String, @Nullable Object> detail) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.page("/devices/{id}/timeline", TimelineItem.class)
                .rule(Access.right(Right.VIEW))
                .summary("What happened to a device")
                .handle(this::timeline));
    }

    private Page<TimelineItem> timeline(Call<Void> call) {
        UUID device = devices.get(call.caller(), call.pathId("id")).id();
        PageRequest page = call.page();
        Instant before =
                page.cursor().map(TimelineRoutes::instant).orElse(Instant.now().plusSeconds(60));
        int limit = page.limit();
        List<TimelineItem> items = new ArrayList<>();
        EventFilter filter = new EventFilter(Set.of(), Set.of(), device, null, null, before, "");
        events.list(call.caller(), filter, limit, Optional.empty()).forEach(e -> items.add(event(e)));
        CommandFilter ofDevice = new CommandFilter(device, Set.of(), Set.of());
        commands.list(call.caller(), ofDevice, limit, Optional.of(lowest(before)))
                .forEach(c -> items.add(command(c)));
        audit.list(new AuditReader.Filter(null, null, device.toString(), null, before), Long.MAX_VALUE, limit)
                .forEach(a -> items.add(action(a)));
        List<TimelineItem> shown = items.stream()
                .filter(i -> i.at().isBefore(before))
                .sorted(Comparator.comparing(TimelineItem::at).reversed())
                .limit(limit)
                .toList();
        boolean more = items.size() > limit;
        return Page.of(shown, more ? shown.getLast().at().toString() : null);
    }

    private static TimelineItem event(StoredEvent e) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>(e.args());
        detail.put("code", e.code());
        return new TimelineItem(e.receivedAt(), "event", e.level(), e.title(), null, detail);
    }

    private static TimelineItem command(Command c) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("state", c.state().name().toLowerCase(java.util.Locale.ROOT));
        detail.put("reason", c.reason());
        detail.putAll(c.params());
        EventLevel level = switch (c.state()) {
            case FAILED -> EventLevel.FAILURE;
            case UNSUPPORTED, EXPIRED -> EventLevel.WARNING;
            default -> EventLevel.INFO;
        };
        String kind = c.kind();
        return new TimelineItem(
                c.createdAt(),
                "command",
                level,
                new Text("command: " + kind, "команда: " + kind),
                c.createdBy(),
                detail);
    }

    private static TimelineItem action(AuditEntry a) {
        boolean settings = a.action().equals("device.settings");
        Text title = switch (a.action()) {
            case "device.settings" -> new Text("settings of the device changed", "изменены параметры устройства");
            case "device.move" -> new Text("moved", "перемещено");
            case "device.enrol" -> new Text("enrolled", "подключено");
            case "device.describe" -> new Text("note or tags changed", "изменены заметка или метки");
            default -> new Text(a.action(), a.action());
        };
        return new TimelineItem(
                a.at(),
                settings ? "settings" : "audit",
                EventLevel.INFO,
                title,
                a.actor(),
                Json.parseObject(a.detail()));
    }

    private static UUID lowest(Instant at) {
        return new UUID(at.toEpochMilli() << 16 | 0x7000L, 0x8000_0000_0000_0000L);
    }

    private static Instant instant(String cursor) {
        try {
            return Instant.parse(cursor);
        } catch (DateTimeParseException e) {
            throw new Problem.Invalid("cursor", "is not a cursor of this list");
        }
    }
}
