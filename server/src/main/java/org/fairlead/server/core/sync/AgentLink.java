package org.fairlead.server.core.sync;

import org.fairlead.protocol.agent.Down;

/** The connection to one agent; any thread may call, no call blocks. */
public interface AgentLink {
    /** Queues a message; a peer that does not read is disconnected. */
    void send(Down message);

    /** Says goodbye, when to return, and closes. */
    void close(long retryAfterMillis, String reason);

    /** Address of the other side, without port. */
    String address();

    /** Whether the connection is of a TLS version before 1.3. */
    boolean oldTls();
}
