package org.fairlead.protocol.json;

/** Text that is not JSON, or JSON over a limit; the message says which. */
public final class JsonError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JsonError(String message) {
        super(message);
    }
}
