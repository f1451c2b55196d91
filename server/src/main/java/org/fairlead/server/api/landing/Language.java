package org.fairlead.server.api.landing;

import org.jspecify.annotations.Nullable;

/** Chooses between English and Russian as the browser asks (RFC 9110, 12.5.4). */
final class Language {
    private static final int MAX_RANGES = 20;

    private Language() {}

    static String of(@Nullable String acceptLanguage, String otherwise) {
        String best = otherwise;
        double weight = 0;
        int ranges = 0;
        for (String range : (acceptLanguage == null ? "" : acceptLanguage).split(",")) {
            if (++ranges > MAX_RANGES) {
                break;
            }
            String[] parts = range.strip().toLowerCase(java.util.Locale.ROOT).split(";", 2);
            String language = parts[0].strip().split("-", 2)[0];
            double q = parts.length == 2 ? quality(parts[1].strip()) : 1;
            if ((language.equals("en") || language.equals("ru")) && q > weight) {
                best = language;
                weight = q;
            }
        }
        return best;
    }

    private static double quality(String text) {
        return text.matches("q=[01](\\.[0-9]{1,3})?") ? Double.parseDouble(text.substring(2)) : 0;
    }
}
