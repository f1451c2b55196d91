package org.fairlead.thinclient.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.Up;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.SettingsState;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the screens show of the thin client at one moment.
 *
 * @param started whether the first start is done (enrolled or chosen to work alone)
 * @param reason why there is no connection, in the words of the system
 * @param values settings in force
 * @param results what became of each block
 * @param away whether the out-of-office policy is in force
 * @param stranger pin of an unknown key that the server shows, null when there is none
 */
public record View(
        boolean started,
        String name,
        @Nullable Identity identity,
        Connection connection,
        String reason,
        @Nullable Instant lastContact,
        Map<String, Object> values,
        Map<String, SettingsState.Lock> locked,
        Map<String, Up.BlockResult> results,
        String hash,
        boolean away,
        @Nullable String stranger,
        List<Notice> notices) {
    /** Language of the screens: {@code en} or {@code ru}. */
    public String language() {
        String language = Values.text(values, "language.interface.language");
        if (!language.equals("system")) {
            return language;
        }
        return java.util.Locale.getDefault().getLanguage().equals("ru") ? "ru" : "en";
    }

    public boolean dark() {
        return "dark".equals(values.get("general.appearance.theme"));
    }
}
