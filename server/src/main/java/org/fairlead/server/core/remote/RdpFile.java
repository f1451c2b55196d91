package org.fairlead.server.core.remote;

/** A file that RDP clients open to connect; it holds no password. */
public record RdpFile(String name, String content) {
    /** The address must be an IP address and the user a plain name, so that neither adds a line of its own. */
    static RdpFile of(String device, String address, int port, String user) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        String name = device.replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        String content = String.join(
                "\r\n",
                "full address:s:" + host + ":" + port,
                "username:s:" + user,
                "prompt for credentials:i:1",
                "enablecredsspsupport:i:1",
                "authentication level:i:2",
                "screen mode id:i:1",
                "smart sizing:i:1",
                "audiomode:i:2",
                "redirectclipboard:i:0",
                "redirectprinters:i:0",
                "redirectsmartcards:i:0",
                "drivestoredirect:s:",
                "autoreconnection enabled:i:0",
                "");
        return new RdpFile((name.isEmpty() ? "device" : name) + ".rdp", content);
    }
}
