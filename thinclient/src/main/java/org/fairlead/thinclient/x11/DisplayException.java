package org.fairlead.thinclient.x11;

import java.io.IOException;

/** A display cannot be reached, does not do what is needed, or has gone. */
public final class DisplayException extends IOException {
    private static final long serialVersionUID = 1;

    public DisplayException(String message) {
        super(message);
    }

    public DisplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
