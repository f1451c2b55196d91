package org.fairlead.android.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.android.core.device.Mode;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/**
 * Which apps a phone tells of. The company's phone and a work profile tell of all; on a personal phone only what the
 * settings require is told, so that the company does not learn what else its user has.
 */
public final class AppReport {
    /** No more apps are told of; {@code appsTotal} says how many there are. */
    public static final int MAX_APPS = 1_000;

    static final int MAX_ID = 255;
    static final int MAX_NAME = 80;
    static final int MAX_VERSION = 40;

    private AppReport() {}

    /** A report with what may be told of the apps; as it is where they are not known. */
    public static Up.DeviceInfo with(
            Up.DeviceInfo info, @Nullable List<InstalledApp> apps, Mode mode, Map<String, @Nullable Object> values) {
        if (apps == null) {
            return info;
        }
        Map<String, @Nullable Object> more = new LinkedHashMap<>(info.more());
        more.putAll(of(apps, mode, values));
        return new Up.DeviceInfo(
                info.hostname(), info.model(), info.serial(), info.os(), info.agentVersion(), info.addresses(), more);
    }

    /** The entries {@code apps}, {@code appsTotal} and {@code appsScope} of a report. */
    static Map<String, @Nullable Object> of(
            List<InstalledApp> installed, Mode mode, Map<String, @Nullable Object> values) {
        Set<String> managed = mode.owns() ? Set.of() : required(values);
        List<InstalledApp> told = new ArrayList<>();
        for (InstalledApp app : installed) {
            if (!app.id().isEmpty() && app.id().length() <= MAX_ID && (mode.owns() || managed.contains(app.id()))) {
                told.add(app);
            }
        }
        told.sort(Comparator.comparing(InstalledApp::id));
        List<Map<String, @Nullable Object>> apps = new ArrayList<>();
        for (InstalledApp app : told.subList(0, Math.min(told.size(), MAX_APPS))) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("id", app.id());
            entry.put("name", cut(app.name(), MAX_NAME));
            entry.put("version", cut(app.version(), MAX_VERSION));
            apps.add(entry);
        }
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("appsScope", mode.owns() ? told.size() > MAX_APPS ? "first" : "all" : "managed");
        report.put("appsTotal", (long) told.size());
        report.put("apps", apps);
        return report;
    }

    private static Set<String> required(Map<String, @Nullable Object> values) {
        Set<String> names = new HashSet<>();
        if (values.get("android.apps.required") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> app && app.get("package") instanceof String name) {
                    names.add(name.trim());
                }
            }
        }
        return names;
    }

    private static String cut(String text, int max) {
        return text.length() > max ? text.substring(0, max) : text;
    }
}
