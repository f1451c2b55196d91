package org.fairlead.server.core.rule;

import java.util.Locale;

/** A name with * for any characters and ? for one, in any case; matching takes at most length times length steps. */
public final class NamePattern {
    private final int[] pattern;

    private NamePattern(int[] pattern) {
        this.pattern = pattern;
    }

    public static NamePattern of(String text) {
        return new NamePattern(points(text));
    }

    public boolean matches(String name) {
        int[] text = points(name);
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == text[t])) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    private static int[] points(String text) {
        return text.toLowerCase(Locale.ROOT).codePoints().toArray();
    }
}
