package org.fairlead.protocol.codes;

import java.util.List;

/** What a typed code came to. */
public sealed interface CodeReading<C> {
    List<CodeGroup> groups();

    /** Every group is right and the code can be used. */
    record Read<C>(List<CodeGroup> groups, C code) implements CodeReading<C> {}

    /** No group is wrong, but the code is not whole. */
    record Incomplete<C>(List<CodeGroup> groups) implements CodeReading<C> {}

    /** At least one group is wrong; this is the first of them. */
    record Wrong<C>(List<CodeGroup> groups, CodeGroup first) implements CodeReading<C> {}

    /** Every group is right, but the code is of a version or action that is not known here. */
    record Unknown<C>(List<CodeGroup> groups, String reason) implements CodeReading<C> {}

    /** Judges the groups of a whole code; {@code whole} turns the bits into a reading. */
    static <C> CodeReading<C> of(String text, int groups, Whole<C> whole) {
        List<CodeGroup> checked = CodeText.check(text, groups);
        for (CodeGroup group : checked) {
            if (group.wrong()) {
                return new Wrong<>(checked, group);
            }
        }
        for (CodeGroup group : checked) {
            if (!group.ok()) {
                return new Incomplete<>(checked);
            }
        }
        return whole.read(checked, CodeText.bits(checked));
    }

    /** Turns the bits of a code whose groups are right into a reading. */
    interface Whole<C> {
        CodeReading<C> read(List<CodeGroup> groups, long bits);
    }
}
