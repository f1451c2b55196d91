package org.fairlead.thinclient;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.ValueType;
import org.fairlead.protocol.json.Json;
import org.fairlead.thinclient.codes.Pending;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.remote.Sharing;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.RealDisk;
import org.fairlead.thinclient.ui.Kiosk;
import org.jspecify.annotations.Nullable;

/** Keeps a JSON file with what the thin client shows and obeys, replaced as a whole at each change; secrets masked. */
final class StatusFile {
    private static final System.Logger LOGGER = System.getLogger(StatusFile.class.getName());
    private final @Nullable Path file;
    private final Catalogue catalogue;
    private final Supplier<@Nullable Pending> pending;
    private @Nullable View view;
    private Kiosk.@Nullable Shown shown;
    private @Nullable Sharing sharing;
    private String problem = "";
    private String last = "";

    StatusFile(@Nullable Path file, Catalogue catalogue, Supplier<@Nullable Pending> pending) {
        this.pending = pending;
        this.file = file;
        this.catalogue = catalogue;
    }

    synchronized void view(View newView) {
        view = newView;
        write();
    }

    synchronized void shown(Kiosk.Shown newShown) {
        shown = newShown;
        write();
    }

    synchronized void problem(String newProblem) {
        problem = newProblem;
        write();
    }

    synchronized void remote(@Nullable Sharing now) {
        sharing = now;
        write();
    }

    private void write() {
        View current = view;
        Path target = file;
        if (target == null || current == null) {
            return;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Kiosk.Shown screen = shown;
        map.put("pid", ProcessHandle.current().pid());
        map.put("screen", screen == null ? null : screen.screen());
        map.put("dialog", screen == null ? null : screen.dialog());
        map.put("shownProblem", screen == null ? "" : screen.problem());
        map.put("language", current.language());
        map.put("name", current.name());
        Identity identity = current.identity();
        map.put("deviceId", identity == null ? null : identity.deviceId());
        map.put("number", identity == null ? null : identity.number());
        map.put("group", identity == null ? null : identity.group());
        map.put("connection", current.connection().name().toLowerCase(Locale.ROOT));
        map.put("reason", current.reason());
        map.put("outOfOffice", current.away());
        String stranger = current.stranger();
        map.put("serverShows", stranger);
        Pending waiting = pending.get();
        map.put("request", waiting == null ? null : waiting.code());
        map.put("triesLeft", waiting == null ? null : (long) waiting.triesLeft());
        Sharing remote = sharing;
        map.put("remote", remote == null ? null : remote.scene().name().toLowerCase(Locale.ROOT));
        map.put(
                "remoteAsks",
                remote == null ? "" : remote.asking() ? "connection" : remote.asksForSession() ? "session" : "");
        map.put("remoteAdministrator", remote == null ? "" : remote.administrator());
        map.put("problem", problem);
        map.put("settingsHash", current.hash());
        Map<String, @Nullable Object> values = new LinkedHashMap<>(current.values());
        catalogue.settings().stream()
                .filter(setting -> setting.type() == ValueType.SECRET)
                .forEach(setting -> values.put(setting.key(), Map.of("set", !"".equals(values.get(setting.key())))));
        map.put("effective", values);
        map.put("locked", current.locked().keySet());
        Map<String, @Nullable Object> blocks = new LinkedHashMap<>();
        current.results().forEach((block, result) -> {
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("state", result.state().name().toLowerCase(Locale.ROOT));
            item.put("reason", result.reason());
            blocks.put(block, item);
        });
        map.put("blocks", blocks);
        map.put(
                "messages",
                current.notices().stream().map(notice -> notice.text()).toList());
        String text = Json.print(map);
        if (text.equals(last)) {
            return;
        }
        last = text;
        RealDisk disk = new RealDisk();
        try {
            Path temporary = target.resolveSibling(target.getFileName() + ".new");
            disk.write(temporary, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            disk.rename(temporary, target);
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "cannot write " + target + ": " + e.getMessage());
        }
    }
}
