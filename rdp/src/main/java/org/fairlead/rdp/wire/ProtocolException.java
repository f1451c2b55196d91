package org.fairlead.rdp.wire;

/** The peer sent something that the protocol does not allow; the connection cannot go on. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
