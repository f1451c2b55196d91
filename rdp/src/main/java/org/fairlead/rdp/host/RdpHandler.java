package org.fairlead.rdp.host;

import java.net.InetAddress;
import java.util.List;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.auth.NtHash;

/** The program behind an {@link RdpServer}. Calls for one connection come one after another from its reader thread. */
public interface RdpHandler {
    /**
     * The hashes that open the door for this user, none for an unknown one; they are wiped after use, so give copies. Called
     * before anything else is known of the client.
     */
    List<NtHash> credentials(String user, String domain, InetAddress from);

    /** The client is authenticated and can show pictures; nothing is shown until {@link RdpConnection#show}. */
    void connected(RdpConnection connection);

    default void input(RdpConnection connection, InputEvent event) {}

    /**
     * The connection is over; only called after {@link #connected}. With {@link CloseReason.Kind#LOST} the client may come
     * back within {@link ServerOptions#reconnectWithin} and be {@link #connected} by another connection that resumes this.
     */
    default void closed(RdpConnection connection, CloseReason reason) {}

    /** Somebody gave a wrong password. */
    default void refused(String user, InetAddress from) {}
}
