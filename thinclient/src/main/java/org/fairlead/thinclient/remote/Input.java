package org.fairlead.thinclient.remote;

/** What happens to a {@link Consent}. */
public sealed interface Input {
    /** Somebody proved the password. */
    record Arrived(Visitor visitor) implements Input {}

    /** A connection is over. */
    record Gone(String id) implements Input {}

    /**
     * Time passes.
     *
     * @param lastInput when the visitor last moved the mouse or pressed a key
     */
    record Tick(long lastInput) implements Input {}

    /** Other settings hold. */
    record Changed(Rules rules) implements Input {}

    /** A remote session of the user is about to start. */
    record SessionStarts() implements Input {}

    /** Nothing of the user's remote session is on the screen any more. */
    record SessionEnds() implements Input {}

    /** An administrator ended this connection in the console. */
    record EndedByServer(String id) implements Input {}

    /** The program ends. */
    record Stops() implements Input {}

    /** The display has gone. */
    record DisplayLost() implements Input {}

    /** A button of the user. */
    enum Answer implements Input {
        ALLOW,
        DENY,
        ALLOW_SESSION,
        DENY_SESSION,
        PAUSE,
        RESUME,
        TERMINATE
    }
}
