package org.fairlead.thinclient.remote;

import java.time.Instant;

/**
 * What the user is shown of an administrator's visit.
 *
 * @param administrator who saw the password last in the console; empty when the device was not told
 * @param deadline milliseconds of {@link RemoteManagement#now}; when the question answers itself
 * @param automatic whether it then answers yes
 * @param asksForSession whether the user is asked to show the session
 * @param mayShowSession whether the user can show the session
 */
public record Sharing(
        Visitor visitor,
        Scene scene,
        Instant since,
        String administrator,
        long deadline,
        boolean automatic,
        boolean asksForSession,
        boolean mayShowSession) {
    /** Whether the user has not let the visitor in yet. */
    public boolean asking() {
        return scene == Scene.WAITING;
    }
}
