package org.fairlead.thinclient.state;

/** The state folder cannot be used; the message says why and what to do. */
public final class StateError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateError(String message) {
        super(message);
    }

    public StateError(String message, Throwable cause) {
        super(message, cause);
    }
}
