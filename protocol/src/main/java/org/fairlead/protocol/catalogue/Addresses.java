package org.fairlead.protocol.catalogue;

import org.jspecify.annotations.Nullable;

/** Syntax of host names and IP addresses; never asks DNS. */
public final class Addresses {
    private static final int MAX_HOST = 253;
    private static final int MAX_LABEL = 63;

    private Addresses() {}

    /** Host name (letters of any script), IPv4 or IPv6 address without brackets. */
    public static boolean isHost(String host) {
        if (host.isEmpty() || host.length() > MAX_HOST) {
            return false;
        }
        if (isAddress(host)) {
            return true;
        }
        String[] labels = host.split("\\.", -1);
        for (String label : labels) {
            if (!isLabel(label)) {
                return false;
            }
        }
        return !labels[labels.length - 1].chars().allMatch(c -> c >= '0' && c <= '9');
    }

    public static boolean isAddress(String address) {
        return ipv4(address) != null || isIpv6(address);
    }

    /** The 32 bits of a dotted IPv4 address as an unsigned number, or null. */
    public static @Nullable Long ipv4(String address) {
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        long bits = 0;
        for (String part : parts) {
            if (part.isEmpty()
                    || part.length() > 3
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9')
                    || (part.length() > 1 && part.charAt(0) == '0')) {
                return null;
            }
            int value = Integer.parseInt(part);
            if (value > 255) {
                return null;
            }
            bits = bits << 8 | value;
        }
        return bits;
    }

    /** Length of the prefix that a mask such as 255.255.255.0 stands for, or -1. */
    public static int prefixLength(String mask) {
        Long bits = ipv4(mask);
        if (bits == null || bits == 0) {
            return -1;
        }
        long inverted = ~bits & 0xFFFF_FFFFL;
        return (inverted & (inverted + 1)) == 0 ? Long.bitCount(bits) : -1;
    }

    public static boolean isIpv6(String address) {
        if (address.indexOf(':') < 0 || address.length() > 45) {
            return false;
        }
        int gap = address.indexOf("::");
        if (gap >= 0 && address.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        if (gap < 0) {
            return groups(address, true) == 8;
        }
        int head = groups(address.substring(0, gap), false);
        int tail = groups(address.substring(gap + 2), true);
        return head >= 0 && tail >= 0 && head + tail <= 7;
    }

    private static int groups(String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (mayEndInIpv4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                if (ipv4(parts[i]) == null) {
                    return -1;
                }
                count += 2;
            } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= MAX_LABEL
                && label.charAt(0) != '-'
                && label.charAt(label.length() - 1) != '-'
                && label.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
    }
}
