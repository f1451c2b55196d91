package org.fairlead.protocol.codes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codes as people read, say and type them: groups of six decimal digits, each 16 bits times 13. Spaces, dashes, dots and
 * line breaks separate; where they stand does not matter as long as the number of digits is right.
 */
public final class CodeText {
    /** Groups of a request code and of the code for a whole group. */
    public static final int LONG_GROUPS = 4;

    /** Groups of a confirmation code. */
    public static final int SHORT_GROUPS = 3;

    /** Text beyond this is not looked at. */
    static final int MAX_TEXT = 512;

    private static final String SEPARATORS = "-_.,;:/|\u2010\u2011\u2012\u2013\u2014\u2212\u00B7\u2022\uFEFF\u200B";

    private CodeText() {}

    /** Looks at every group of a code, finished or not; gives exactly {@code groups} groups. */
    public static List<CodeGroup> check(String text, int groups) {
        String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        List<String> parts = parts(shown);
        String all = String.join("", parts);
        boolean typedInGroups = parts.size() == groups && all.length() != groups * CodeGroup.DIGITS;
        List<String> cut = typedInGroups ? parts : cut(all, groups);
        List<CodeGroup> result = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            String digits = i < cut.size() ? cut.get(i) : "";
            boolean last = i >= cut.size() - 1;
            result.add(new CodeGroup(i + 1, digits, problem(digits, last)));
        }
        return List.copyOf(result);
    }

    private static CodeGroup.@Nullable Problem problem(String digits, boolean last) {
        if (digits.isEmpty()) {
            return CodeGroup.Problem.MISSING;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return CodeGroup.Problem.NOT_DIGITS;
            }
        }
        if (digits.length() < CodeGroup.DIGITS) {
            return last ? CodeGroup.Problem.INCOMPLETE : CodeGroup.Problem.TOO_SHORT;
        }
        return digits.length() > CodeGroup.DIGITS ? CodeGroup.Problem.TOO_LONG : CodeGroup.check(digits);
    }

    /** Writes 16-bit values as groups with dashes between them. */
    static String print(int... values) {
        StringBuilder out = new StringBuilder();
        for (int value : values) {
            out.append(out.length() == 0 ? "" : "-").append(CodeGroup.print(value));
        }
        return out.toString();
    }

    static String print(long bits, int groups) {
        int[] values = new int[groups];
        for (int i = 0; i < groups; i++) {
            values[i] = (int) (bits >>> (16 * (groups - 1 - i))) & 0xFFFF;
        }
        return print(values);
    }

    /** The bits of groups that are all right. */
    static long bits(List<CodeGroup> groups) {
        long bits = 0;
        for (CodeGroup group : groups) {
            bits = bits << 16 | group.value();
        }
        return bits;
    }

    /** Runs of characters between separators; decimal digits of every script become 0 to 9. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c) || SEPARATORS.indexOf(c) >= 0) {
                if (part.length() > 0) {
                    parts.add(part.toString());
                    part.setLength(0);
                }
            } else {
                int digit = Character.digit(c, 10);
                part.append(digit >= 0 ? (char) ('0' + digit) : '?');
            }
        });
        if (part.length() > 0) {
            parts.add(part.toString());
        }
        return parts;
    }

    private static List<String> cut(String all, int groups) {
        List<String> cut = new ArrayList<>();
        for (int i = 0; i < groups && i * CodeGroup.DIGITS < all.length(); i++) {
            int start = i * CodeGroup.DIGITS;
            int end = i == groups - 1 ? all.length() : Math.min(all.length(), start + CodeGroup.DIGITS);
            cut.add(all.substring(start, end));
        }
        return cut;
    }
}
