package org.fairlead.thinclient.remote;

import java.util.UUID;
import org.fairlead.rdp.host.RdpConnection;

/**
 * An authenticated RDP client; every text comes from outside.
 *
 * @param id names the connection in events
 * @param user the name that it logged on with
 * @param client what its machine calls itself
 */
public record Visitor(String id, String user, String address, String client) {
    static Visitor of(RdpConnection connection) {
        return new Visitor(
                UUID.randomUUID().toString(),
                connection.user(),
                connection.address().getHostAddress(),
                connection.clientName());
    }
}
