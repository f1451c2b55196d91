package org.fairlead.server.core.apple.declare;

import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.PolicyBook;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.jspecify.annotations.Nullable;

/** What is wanted of a phone by the effective settings of its group and the security profiles of its owner. */
public final class SettingsDeclarations implements Declarations {
    private final DeviceStore devices;
    private final Fleet fleet;
    private final Supplier<String> organisation;

    public SettingsDeclarations(DeviceStore devices, Fleet fleet, Supplier<String> organisation) {
        this.devices = devices;
        this.fleet = fleet;
        this.organisation = organisation;
    }

    @Override
    public Wanted of(Tx tx, UUID device) {
        Device found = devices.find(tx, device).orElse(null);
        UUID group = found == null ? null : found.group();
        PolicyBook book = fleet.book();
        if (found == null || group == null || book.tree().find(group).isEmpty()) {
            return new Wanted(organisation.get(), null, null, null);
        }
        return wanted(
                organisation.get(),
                book.settings(group, found.platform(), found.profiles()).effective());
    }

    /** What settings mean in declarations; settings that are left to the user leave their declaration out. */
    static Wanted wanted(String organisation, EffectiveSettings effective) {
        Values values = new Values(effective.values());
        return new Wanted(organisation, update(values), automatic(values), passcode(values));
    }

    private static Wanted.@Nullable SoftwareUpdate update(Values values) {
        String version = values.text("ios.update.version");
        String date = values.text("ios.update.date");
        String time = values.text("ios.update.time");
        String details = values.text("ios.update.details");
        if (!version.matches("[0-9]{1,3}(\\.[0-9]{1,3}){0,2}")
                || !date.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                || !time.matches("[0-9]{2}:[0-9]{2}")) {
            return null;
        }
        return new Wanted.SoftwareUpdate(version, null, date + "T" + time + ":00", details.isEmpty() ? null : details);
    }

    private static Wanted.@Nullable AutomaticUpdates automatic(Values values) {
        String download = values.text("ios.update.download");
        String install = values.text("ios.update.install");
        Integer defer = values.positive("ios.update.deferDays");
        Boolean downloads = download.equals("on") || download.equals("off") ? download.equals("on") : null;
        Boolean installs = install.equals("on") || install.equals("off") ? install.equals("on") : null;
        return downloads == null && installs == null && defer == null
                ? null
                : new Wanted.AutomaticUpdates(downloads, installs, defer);
    }

    private static Wanted.@Nullable Passcode passcode(Values values) {
        if (!values.on("ios.passcode.required")) {
            return null;
        }
        String grace = values.text("ios.passcode.grace");
        Integer wipe = values.positive("ios.passcode.wipeAfterFailures");
        return new Wanted.Passcode(
                true,
                values.on("ios.passcode.alphanumeric"),
                !values.on("ios.passcode.simple"),
                values.positive("ios.passcode.minLength"),
                values.positive("ios.passcode.complexCharacters"),
                wipe == null || wipe < 2 ? null : wipe,
                values.positive("ios.passcode.lockAfterMinutes"),
                grace.matches("[0-9]{1,4}") ? Integer.valueOf(grace) : null,
                values.positive("ios.passcode.maxAgeDays"),
                values.positive("ios.passcode.history"));
    }

    private record Values(Map<String, EffectiveSettings.EffectiveValue> values) {
        @Nullable
        Object value(String key) {
            EffectiveSettings.EffectiveValue value = values.get(key);
            return value == null ? null : value.value();
        }

        boolean on(String key) {
            return Boolean.TRUE.equals(value(key));
        }

        String text(String key) {
            return value(key) instanceof String text ? text.strip() : "";
        }

        /** Null for zero, which stands for no demand. */
        @Nullable
        Integer positive(String key) {
            return value(key) instanceof Number number && number.intValue() > 0 ? number.intValue() : null;
        }
    }
}
