package org.fairlead.protocol.agent;

/** A message that breaks the agent protocol; the text says where. */
public final class ProtocolError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProtocolError(String message) {
        super(message);
    }
}
