package org.fairlead.thinclient.remote;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
    static @Nullable Sharing of(Consent now, Instant since, String administrator) {
        Visitor visitor = now.visitor();
        Scene scene = now.scene();
        if (visitor == null || scene == null) {
            return null;
        }
        return new Sharing(
                visitor,
                scene,
                since,
                administrator,
                now.deadline(),
                now.phase() instanceof Consent.Phase.Asking asking && asking.automatic(),
                now.asksForSession(),
                scene == Scene.PRIVATE
                        && now.phase() instanceof Consent.Phase.Admitted a
                        && a.sessionMode() == Mode.REQUEST);
    }

    /** Whether the user has not let the visitor in yet. */
    public boolean asking() {
        return scene == Scene.WAITING;
    }
}
