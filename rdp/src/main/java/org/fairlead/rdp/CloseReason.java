package org.fairlead.rdp;

/**
 * Why a session ended.
 *
 * @param detail for a log, never with a secret
 */
public record CloseReason(Kind kind, String detail) {
    /** Who or what ended it. */
    public enum Kind {
        /** The client disconnected in order. */
        CLIENT,
        /** The embedding program closed it. */
        SERVER,
        /** No security protocol in common. */
        NEGOTIATION,
        /** Wrong user or password, or locked out. */
        AUTHENTICATION,
        /** The client broke the protocol. */
        PROTOCOL,
        /** The client was too slow. */
        TIMEOUT,
        /** The line broke, or the client does not answer any more: it may come back with its cookie. */
        LOST
    }
}
