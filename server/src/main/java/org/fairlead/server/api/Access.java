package org.fairlead.server.api;

import java.util.Set;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.SessionLevel;

/** Who may call a route; what they may touch inside it is checked by the core with the group's path. */
public sealed interface Access {
    /** No sign-in needed. */
    record Anyone() implements Access {}

    /** A program without a browser, such as a device; no cookie counts here, so no page can borrow one. */
    record Machine() implements Access {}

    /** A browser session of one of these levels; tokens are refused. */
    record Session(Set<SessionLevel> levels) implements Access {}

    /** A signed-in administrator or a token that has one of the rights somewhere. */
    record Rights(Set<Right> anyOf) implements Access {}

    /** Like {@link Rights}, confirmed within the last minutes; tokens are refused. */
    record StepUp(Right right) implements Access {}

    static Access anyone() {
        return new Anyone();
    }

    static Access machine() {
        return new Machine();
    }

    static Access session(SessionLevel first, SessionLevel... more) {
        Set<SessionLevel> levels = java.util.EnumSet.of(first, more);
        return new Session(Set.copyOf(levels));
    }

    static Access right(Right right) {
        return new Rights(Set.of(right));
    }

    static Access anyRight(Right first, Right... more) {
        return new Rights(Set.copyOf(java.util.EnumSet.of(first, more)));
    }

    static Access stepUp(Right right) {
        return new StepUp(right);
    }
}
