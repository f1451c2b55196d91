package org.fairlead.server.core.access;

import java.util.List;
import java.util.UUID;

/** Who calls and what they may do now; fresh for each request. */
public interface Caller {
    Actor actor();

    /** Where the right holds for this caller. */
    Scope scope(Right right);

    /**
     * Whether the caller has the right for something in the group with this path (root to leaf). An empty path means
     * unassigned, which only a grant without a scope covers.
     */
    default boolean may(Right right, List<UUID> groupPath) {
        return scope(right).contains(groupPath);
    }

    /** Whether the caller has the right anywhere at all. */
    default boolean has(Right right) {
        return !scope(right).isEmpty();
    }

    /** Throws {@link AccessDenied} unless {@link #may}. */
    default void require(Right right, List<UUID> groupPath) {
        if (!may(right, groupPath)) {
            throw new AccessDenied(right);
        }
    }

    /** Throws {@link AccessDenied} unless the right holds everywhere. */
    default void requireEverywhere(Right right) {
        if (!scope(right).everywhere()) {
            throw new AccessDenied(right);
        }
    }

    /** Throws {@link AccessDenied} with the code {@code step-up} unless the caller has just confirmed who they are. */
    void requireStepUp();

    /** Like {@link #requireStepUp} for those who sign in; a token, which cannot confirm anything, passes. */
    default void requireConfirmed() {
        requireStepUp();
    }
}
