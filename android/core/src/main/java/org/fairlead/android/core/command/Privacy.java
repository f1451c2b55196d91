package org.fairlead.android.core.command;

import java.util.Map;
import org.fairlead.android.core.device.Mode;
import org.jspecify.annotations.Nullable;

/** Whether the settings allow what intrudes on the user: {@code never}, {@code company} (the company's phones), {@code all}. */
public final class Privacy {
    public static final String LOCATE = "android.privacy.locate";
    public static final String PHOTO = "android.privacy.photo";

    private Privacy() {}

    static @Nullable String objection(Map<String, @Nullable Object> values, String key, Mode mode, String what) {
        Object rule = values.get(key);
        if ("all".equals(rule) || ((rule == null || "company".equals(rule)) && mode.companyOwned())) {
            return null;
        }
        return "never".equals(rule)
                ? "the security profile does not allow " + what
                : "the security profile allows " + what + " on the company's own phones only";
    }
}
