package org.fairlead.server.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.fairlead.server.core.event.Notifier;

/** Decides where the server may connect to on behalf of a rule: not to itself and not to a cloud's metadata service. */
public final class Egress {
    private final boolean local;

    /** Local targets (loopback, link-local) are allowed when the server's operator says so. */
    public Egress(boolean local) {
        this.local = local;
    }

    /** Throws {@link Notifier.NotTold} when one of the host's addresses is not allowed. */
    void check(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host.replaceAll("^\\[|]$", ""))) {
                if (!local && !allowed(address)) {
                    throw new Notifier.NotTold(
                            "this address belongs to the server itself or its host, name another one");
                }
            }
        } catch (UnknownHostException e) {
            throw new Notifier.NotTold("the name of the host cannot be resolved");
        }
    }

    static boolean allowed(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address) {
            boolean awsMetadata =
                    hex(bytes, 0, 6).equals("fd000ec20000") || hex(bytes, 0, 4).equals("fd000ec2");
            return !awsMetadata && embeddedAllowed(bytes);
        }
        boolean thisNetwork = bytes[0] == 0;
        boolean broadcast = hex(bytes, 0, 4).equals("ffffffff");
        boolean alibabaMetadata = hex(bytes, 0, 4).equals("646464c8");
        return !thisNetwork && !broadcast && !alibabaMetadata;
    }

    /** IPv4 inside IPv6: NAT64, 6to4 and the old compatible form. */
    private static boolean embeddedAllowed(byte[] bytes) {
        int at = -1;
        if (hex(bytes, 0, 12).equals("0064ff9b0000000000000000")
                || hex(bytes, 0, 12).equals("0".repeat(24))) {
            at = 12;
        } else if (hex(bytes, 0, 2).equals("2002")) {
            at = 2;
        }
        if (at < 0) {
            return true;
        }
        try {
            return allowed(InetAddress.getByAddress(java.util.Arrays.copyOfRange(bytes, at, at + 4)));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String hex(byte[] bytes, int from, int to) {
        return java.util.HexFormat.of().formatHex(bytes, from, to);
    }
}
