package org.fairlead.thinclient.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void bothLanguagesHaveTheSameTextsWithTheSamePlaceholders() throws Exception {
        Properties english = load("en");
        Properties russian = load("ru");
        assertThat(russian.keySet()).isEqualTo(english.keySet());
        for (String key : english.stringPropertyNames()) {
            for (String placeholder : new String[] {"{0}", "{1}"}) {
                assertThat(russian.getProperty(key).contains(placeholder))
                        .as(key)
                        .isEqualTo(english.getProperty(key).contains(placeholder));
            }
        }
    }

    @Test
    void russianCountsHaveThreeForms() {
        Words words = new Words("ru");
        assertThat(words.count("settings.changed", 1)).endsWith("1 изменение");
        assertThat(words.count("settings.changed", 2)).endsWith("2 изменения");
        assertThat(words.count("settings.changed", 5)).endsWith("5 изменений");
        assertThat(words.count("settings.changed", 11)).endsWith("11 изменений");
        assertThat(words.count("settings.changed", 21)).endsWith("21 изменение");
        assertThat(words.count("settings.changed", 112)).endsWith("112 изменений");
    }

    private static Properties load(String language) throws Exception {
        Properties properties = new Properties();
        try (var in = Words.class.getResourceAsStream("words_" + language + ".properties")) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }
}
