package org.fairlead.server.core.rule;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import org.fairlead.protocol.catalogue.Addresses;

/** IPv4 or IPv6 addresses from one to another, written as CIDR, as a-b or as one address; never asks DNS. */
public final class AddressRange {
    private static final int MAX_TEXT = 100;

    private final int bits;
    private final BigInteger first;
    private final BigInteger last;

    private AddressRange(int bits, BigInteger first, BigInteger last) {
        this.bits = bits;
        this.first = first;
        this.last = last;
    }

    private record Address(int bits, BigInteger value) {}

    /** Reads a range; empty if the text is none, its ends are of two kinds, or it ends before it begins. */
    public static Optional<AddressRange> parse(String text) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return address(text.substring(0, slash).strip())
                    .flatMap(start -> block(start, text.substring(slash + 1).strip()));
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            return address(text.strip()).map(one -> new AddressRange(one.bits, one.value, one.value));
        }
        Optional<Address> from = address(text.substring(0, dash).strip());
        Optional<Address> to = address(text.substring(dash + 1).strip());
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Address a = from.get();
        Address b = to.get();
        return a.bits == b.bits && a.value.compareTo(b.value) <= 0
                ? Optional.of(new AddressRange(a.bits, a.value, b.value))
                : Optional.empty();
    }

    /** Whether a text is an address in the range; anything that is no address is not. */
    public boolean contains(String text) {
        return address(text.strip())
                .filter(a -> a.bits == bits && a.value.compareTo(first) >= 0 && a.value.compareTo(last) <= 0)
                .isPresent();
    }

    private static Optional<AddressRange> block(Address start, String length) {
        if (!length.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(length);
        if (prefix > start.bits) {
            return Optional.empty();
        }
        int free = start.bits - prefix;
        BigInteger from = start.value.shiftRight(free).shiftLeft(free);
        BigInteger to = from.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE);
        return Optional.of(new AddressRange(start.bits, from, to));
    }

    private static Optional<Address> address(String text) {
        Long v4 = Addresses.ipv4(text);
        if (v4 != null) {
            return Optional.of(new Address(32, BigInteger.valueOf(v4)));
        }
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        if (plain.indexOf(':') < 0 || !Addresses.isAddress(plain)) {
            return Optional.empty();
        }
        try {
            InetAddress parsed = Inet6Address.ofLiteral(plain);
            byte[] bytes = parsed.getAddress();
            return Optional.of(new Address(bytes.length * 8, new BigInteger(1, bytes)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
