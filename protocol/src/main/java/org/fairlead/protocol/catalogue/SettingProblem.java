package org.fairlead.protocol.catalogue;

import java.util.Map;

/**
 * Why a value is refused: a message identifier with its parameters, readable in both languages.
 *
 * @param id for example {@code too-long}
 * @param params for example {@code {max: 10, length: 11}}
 */
public record SettingProblem(String id, Map<String, Object> params) {
    public static SettingProblem of(String id) {
        return new SettingProblem(id, Map.of());
    }

    public static SettingProblem of(String id, String name, Object value) {
        return new SettingProblem(id, Map.of(name, value));
    }

    public static SettingProblem of(String id, String name, Object value, String name2, Object value2) {
        return new SettingProblem(id, Map.of(name, value, name2, value2));
    }

    /** The message in a language: Russian for tags that begin with {@code ru}, else English. */
    public String text(String language) {
        String text = ProblemTexts.get(id).in(language);
        for (Map.Entry<String, Object> param : params.entrySet()) {
            text = text.replace("{" + param.getKey() + "}", param.getValue().toString());
        }
        return text;
    }

    @Override
    public String toString() {
        return text("en");
    }
}
