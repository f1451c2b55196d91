package org.fairlead.protocol.codes;

import org.jspecify.annotations.Nullable;

/**
 * One group of six digits of a typed code.
 *
 * @param index 1 for the first group
 * @param digits what was typed
 * @param problem what is wrong with it, null when it is right; {@link Problem#MISSING} and {@link Problem#INCOMPLETE}
 *     pass while somebody still types
 */
public record CodeGroup(int index, String digits, @Nullable Problem problem) {
    static final int DIGITS = 6;
    static final int FACTOR = 13;
    static final int MAX = 0xFFFF * FACTOR;

    /** Why a group is not right. */
    public enum Problem {
        /** Nothing typed yet. */
        MISSING,
        /** The last group has fewer than six digits so far. */
        INCOMPLETE,
        /** Fewer than six digits before a separator. */
        TOO_SHORT,
        /** More than six digits, or digits after the last group. */
        TOO_LONG,
        /** A letter or another character that is neither digit nor separator. */
        NOT_DIGITS,
        /** Not a multiple of 13: a digit is wrong or two are swapped. */
        MISREAD,
        /** Above 851955, which no group is. */
        OVER_LIMIT
    }

    public boolean ok() {
        return problem == null;
    }

    /** Neither right nor merely unfinished. */
    public boolean wrong() {
        return problem != null && problem != Problem.MISSING && problem != Problem.INCOMPLETE;
    }

    int value() {
        return Integer.parseInt(digits) / FACTOR;
    }

    static String print(int value) {
        String digits = Integer.toString(value * FACTOR);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    static @Nullable Problem check(String digits) {
        int number = Integer.parseInt(digits);
        if (number > MAX) {
            return Problem.OVER_LIMIT;
        }
        return number % FACTOR == 0 ? null : Problem.MISREAD;
    }
}
