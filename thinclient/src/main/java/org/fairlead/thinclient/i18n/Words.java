package org.fairlead.thinclient.i18n;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** The words of one language. */
public final class Words {
    private final String language;
    private final Properties texts = new Properties();

    public Words(String language) {
        this.language = language;
        String name = "words_" + language + ".properties";
        try (InputStream in = Objects.requireNonNull(Words.class.getResourceAsStream(name), name)) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String language() {
        return language;
    }

    public Locale locale() {
        return language.equals("ru") ? Locale.of("ru", "RU") : Locale.UK;
    }

    /** A text with {@code {0}}, {@code {1}} replaced. */
    public String get(String key, Object... arguments) {
        String text = texts.getProperty(key, key);
        for (int i = 0; i < arguments.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
        }
        return text;
    }

    /** A reason that the device reports in English, in this language where it is known. */
    public String reason(String english) {
        String key = "reason." + english.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
        return texts.getProperty(key, english);
    }

    public boolean has(String key) {
        return texts.containsKey(key);
    }

    /** A text for a number: keys with {@code .one}, {@code .few} and {@code .many}. */
    public String count(String key, long number) {
        return get(key + "." + form(number), number);
    }

    private String form(long number) {
        if (!language.equals("ru")) {
            return number == 1 ? "one" : "many";
        }
        long tens = number % 100;
        long ones = number % 10;
        if (ones == 1 && tens != 11) {
            return "one";
        }
        return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? "few" : "many";
    }
}
