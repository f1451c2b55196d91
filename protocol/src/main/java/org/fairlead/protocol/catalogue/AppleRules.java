package org.fairlead.protocol.catalogue;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one setting of iPhones and iPads demands of another. */
final class AppleRules {
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,2}(\\.[0-9]{1,3}){0,2}");
    private static final Pattern TIME = Pattern.compile("[0-9]{2}:[0-9]{2}");

    private final Map<String, ? extends @Nullable Object> values;
    private final boolean complete;
    private final Map<String, SettingProblem> problems;

    private AppleRules(
            Map<String, ? extends @Nullable Object> values, boolean complete, Map<String, SettingProblem> problems) {
        this.values = values;
        this.complete = complete;
        this.problems = problems;
    }

    static void check(
            Map<String, ? extends @Nullable Object> values, boolean complete, Map<String, SettingProblem> problems) {
        AppleRules rules = new AppleRules(values, complete, problems);
        rules.passcode();
        rules.wifi();
        rules.vpn();
        rules.mail();
        rules.singleApp();
        rules.update();
    }

    private void passcode() {
        if (values.get("ios.passcode.wipeAfterFailures") instanceof Number number && number.longValue() == 1) {
            put("ios.passcode.wipeAfterFailures", SettingProblem.of("too-small", "min", 2));
        }
    }

    private void wifi() {
        String security = text("ios.wifi.security");
        String password = text("ios.wifi.password");
        if ((security.equals("wpa2") || security.equals("wpa3")) && !password.isEmpty()) {
            int length = password.codePointCount(0, password.length());
            if (length < 8) {
                put("ios.wifi.password", SettingProblem.of("too-short", "length", length, "min", 8));
            } else if (length > 63) {
                put("ios.wifi.password", SettingProblem.of("too-long", "length", length, "max", 63));
            }
        }
    }

    private void vpn() {
        if (on("ios.vpn.enabled")) {
            need("ios.vpn.name");
            need("ios.vpn.server");
            if ("shared-secret".equals(values.get("ios.vpn.method"))) {
                need("ios.vpn.sharedSecret");
            }
        }
    }

    private void mail() {
        if (on("ios.mail.enabled")) {
            need("ios.mail.incomingServer");
            need("ios.mail.outgoingServer");
        }
    }

    private void singleApp() {
        if (on("ios.singleApp.enabled")) {
            need("ios.singleApp.app");
        }
    }

    private void update() {
        String version = text("ios.update.version");
        String date = text("ios.update.date");
        String time = text("ios.update.time");
        if (!version.isEmpty() && !VERSION.matcher(version).matches()) {
            put("ios.update.version", SettingProblem.of("bad-version"));
        }
        if (!date.isEmpty() && !isDate(date)) {
            put("ios.update.date", SettingProblem.of("bad-date"));
        }
        if (!time.isEmpty() && !isTime(time)) {
            put("ios.update.time", SettingProblem.of("bad-time"));
        }
        if (text("ios.update.details").regionMatches(true, 0, "http:", 0, 5)) {
            put("ios.update.details", SettingProblem.of("https-needed"));
        }
        if (!version.isEmpty()) {
            need("ios.update.date");
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            LocalTime.parse(text);
            return TIME.matcher(text).matches();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private boolean on(String key) {
        return Boolean.TRUE.equals(values.get(key));
    }

    private void need(String key) {
        if (complete && !(values.get(key) instanceof Map) && text(key).isEmpty()) {
            put(key, SettingProblem.of("required"));
        }
    }

    private String text(String key) {
        return values.get(key) instanceof String text ? text.strip() : "";
    }

    private void put(String key, SettingProblem problem) {
        problems.putIfAbsent(key, problem);
    }
}
