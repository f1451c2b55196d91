package org.fairlead.server.core.sync;

import org.fairlead.protocol.agent.Up;

/**
 * Where the gateway brings what agents say. Calls may block; the gateway makes them on virtual threads, one at a time for
 * each connection, in the order of arrival.
 */
public interface AgentDesk {
    /**
     * Lets in the owner of a client certificate that the device authority signed.
     *
     * @param fingerprint SHA-256 of the certificate in lower-case hex
     * @throws Refused when the identity is unknown, revoked or expired
     */
    Visit admit(AgentLink link, String fingerprint);

    /** One admitted connection. */
    interface Visit {
        void received(Up message);

        /** The connection has ended; called once, also after {@link AgentLink#close}. */
        void ended();
    }

    /** The identity is not let in; the text says why. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String code;

        public Refused(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
