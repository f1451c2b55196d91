package org.fairlead.android.core.command;

import org.jspecify.annotations.Nullable;

/** What becomes of a command on this phone. */
public sealed interface Decision {
    /** Carry it out now and answer. */
    record Go(Task task) implements Decision {}

    /** Carry it out; its end comes later from outside. */
    record Arm(Task task) implements Decision {}

    /** Fetch settings and commands, and send what changed. */
    record Synchronise() implements Decision {}

    /**
     * Answer first, then end the management of this phone.
     *
     * @param task what the phone does at the end, null when the agent's own goods are all
     */
    record End(@Nullable Task task) implements Decision {}

    /** This phone could, but must not or cannot now. */
    record Refused(String reason) implements Decision {}

    /** This phone never can, as it is set up. */
    record Unsupported(String reason) implements Decision {}
}
