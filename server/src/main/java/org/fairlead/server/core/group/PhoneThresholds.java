package org.fairlead.server.core.group;

import java.util.Map;
import org.fairlead.server.core.health.OsVersion;

/**
 * When what a phone says of itself becomes a warning and critical. The identity counts the minutes that are left of it; an
 * empty version asks for none.
 */
public record PhoneThresholds(
        Stage noContact,
        Stage notApplied,
        Stage management,
        Stage passcode,
        Stage osTooOld,
        Stage encryption,
        Stage rooted,
        Stage identity,
        String minimumAndroid,
        String minimumApple) {
    private static final int DAY = 1440;
    public static final PhoneThresholds DEFAULT = new PhoneThresholds(
            new Stage(3 * DAY, 14 * DAY),
            new Stage(DAY, 3 * DAY),
            new Stage(null, 0),
            new Stage(0, DAY),
            new Stage(0, 30 * DAY),
            new Stage(null, 0),
            new Stage(null, 0),
            new Stage(30 * DAY, 7 * DAY),
            "",
            "");

    /** The lowest version that a platform shall have; 0 when none is asked for. */
    public long minimum(String platform) {
        return OsVersion.parse(platform.equals("android") ? minimumAndroid : minimumApple)
                .orElse(0L);
    }

    void check(String prefix, Map<String, String> errors) {
        noContact.check(prefix + "noContact", false, errors);
        notApplied.check(prefix + "notApplied", false, errors);
        management.check(prefix + "management", false, errors);
        passcode.check(prefix + "passcode", false, errors);
        osTooOld.check(prefix + "osTooOld", false, errors);
        encryption.check(prefix + "encryption", false, errors);
        rooted.check(prefix + "rooted", false, errors);
        identity.check(prefix + "identity", true, errors);
        version(prefix + "minimumAndroid", minimumAndroid, errors);
        version(prefix + "minimumApple", minimumApple, errors);
    }

    private static void version(String field, String version, Map<String, String> errors) {
        if (!version.isEmpty() && OsVersion.parse(version).isEmpty()) {
            errors.put(field, "must be a version such as 14 or 17.5.1");
        }
    }
}
