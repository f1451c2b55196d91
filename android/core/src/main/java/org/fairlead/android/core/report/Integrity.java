package org.fairlead.android.core.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Signs that the protection of Android was removed, as far as an ordinary app can see them. Whoever roots a phone with
 * care can hide all of them; their absence proves nothing.
 */
public final class Integrity {
    private static final List<String> FOLDERS = List.of(
            "/sbin",
            "/system/bin",
            "/system/xbin",
            "/system/sd/xbin",
            "/vendor/bin",
            "/data/local",
            "/data/local/bin",
            "/data/local/xbin",
            "/su/bin");
    private static final List<String> TOOLS = List.of("su", "magisk");
    private static final List<String> APPS = List.of(
            "com.topjohnwu.magisk",
            "io.github.vvb2060.magisk",
            "me.weishu.kernelsu",
            "me.bmax.apatch",
            "eu.chainfire.supersu",
            "com.koushikdutta.superuser",
            "com.noshufou.android.su",
            "com.kingroot.kinguser");

    private Integrity() {}

    /**
     * The entries {@code rooted} and {@code integrity} of a report; the latter lists what was found, among
     * {@code root-tool}, {@code root-app}, {@code test-keys} and {@code engineering-build}.
     *
     * @param tags how Android was signed
     * @param type the kind of build of Android
     * @param file whether there is a file with this path
     * @param app whether there is an app with this package
     */
    public static Map<String, @Nullable Object> of(
            String tags, String type, Predicate<String> file, Predicate<String> app) {
        List<String> found = new ArrayList<>();
        if (anyTool(file)) {
            found.add("root-tool");
        }
        if (APPS.stream().anyMatch(app)) {
            found.add("root-app");
        }
        if (tags.contains("test-keys")) {
            found.add("test-keys");
        }
        if (type.equals("eng") || type.equals("userdebug")) {
            found.add("engineering-build");
        }
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("rooted", !found.isEmpty());
        report.put("integrity", found);
        return report;
    }

    private static boolean anyTool(Predicate<String> file) {
        for (String folder : FOLDERS) {
            for (String tool : TOOLS) {
                if (file.test(folder + "/" + tool)) {
                    return true;
                }
            }
        }
        return false;
    }
}
