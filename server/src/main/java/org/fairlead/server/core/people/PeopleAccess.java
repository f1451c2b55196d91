package org.fairlead.server.core.people;

import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;

/** Who may see and change people: they belong to the whole workspace, so only rights that hold everywhere count. */
public final class PeopleAccess {
    private PeopleAccess() {}

    public static boolean mayLook(Caller caller) {
        return caller.scope(Right.VIEW).everywhere()
                || caller.scope(Right.PEOPLE).everywhere();
    }

    public static void look(Caller caller) {
        if (!mayLook(caller)) {
            throw new AccessDenied(Right.VIEW);
        }
    }

    public static void change(Caller caller) {
        caller.requireEverywhere(Right.PEOPLE);
    }
}
