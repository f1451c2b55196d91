package org.fairlead.rdp.wire;

/** Tag-length-value as CredSSP, SPNEGO (DER) and MCS connect PDUs (BER) use it; definite lengths only. */
public final class Der {
    public static final int BOOLEAN = 0x01;
    public static final int INTEGER = 0x02;
    public static final int BIT_STRING = 0x03;
    public static final int OCTET_STRING = 0x04;
    public static final int OBJECT_IDENTIFIER = 0x06;
    public static final int ENUMERATED = 0x0A;
    public static final int SEQUENCE = 0x30;

    private Der() {}

    /** The tag [n] EXPLICIT. */
    public static int context(int number) {
        return 0xA0 | number;
    }

    /** Reads a length in short or long form that fits in the reader. */
    public static int length(ByteReader in) throws ProtocolException {
        int first = in.u8();
        if (first < 0x80) return checked(in, first);
        int count = first & 0x7F;
        if (count == 0 || count > 4) throw new ProtocolException("a DER length has " + count + " bytes");
        long length = 0;
        for (int i = 0; i < count; i++) length = length << 8 | in.u8();
        return checked(in, length);
    }

    private static int checked(ByteReader in, long length) throws ProtocolException {
        if (length > in.remaining()) throw new ProtocolException("a DER value of " + length + " bytes is cut off");
        return (int) length;
    }

    /** The content of the value that must come next with this tag. */
    public static ByteReader expect(ByteReader in, int tag) throws ProtocolException {
        int found = in.u8();
        if (found != tag) throw new ProtocolException("DER tag 0x%02X where 0x%02X must be".formatted(found, tag));
        return in.slice(length(in));
    }

    /** Whether the next value has this tag. */
    public static boolean next(ByteReader in, int tag) throws ProtocolException {
        return !in.isEmpty() && in.peek() == tag;
    }

    public static int integer(ByteReader in, int tag) throws ProtocolException {
        ByteReader content = expect(in, tag);
        if (content.isEmpty() || content.remaining() > 5) throw new ProtocolException("a DER integer is too long");
        long value = (byte) content.u8();
        while (!content.isEmpty()) value = value << 8 | content.u8();
        return (int) value;
    }

    public static byte[] octets(ByteReader in) throws ProtocolException {
        return expect(in, OCTET_STRING).rest();
    }

    /**
     * How many bytes the value that starts here has in all, or -1 when its length is not yet there.
     *
     * @throws ProtocolException when it can never be a value of at most limit bytes
     */
    public static int wholeLength(byte[] bytes, int from, int available, int limit) throws ProtocolException {
        if (available < 2) return -1;
        int first = bytes[from + 1] & 0xFF;
        if (first < 0x80) return 2 + first;
        int count = first & 0x7F;
        if (count == 0 || count > 4) throw new ProtocolException("a DER length has " + count + " bytes");
        if (available < 2 + count) return -1;
        long length = 0;
        for (int i = 0; i < count; i++) length = length << 8 | bytes[from + 2 + i] & 0xFF;
        if (length + 2 + count > limit)
            throw new ProtocolException("a DER value of " + length + " bytes is above the limit of " + limit);
        return (int) length + 2 + count;
    }

    /** One value with its tag and the shortest length. */
    public static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        ByteWriter out = new ByteWriter(length + 6);
        if (tag > 0xFF) out.u8(tag >> 8);
        out.u8(tag);
        if (length >= 0x1_0000) out.u8(0x83).u8(length >> 16).u16be(length);
        else if (length >= 0x100) out.u8(0x82).u16be(length);
        else if (length >= 0x80) out.u8(0x81).u8(length);
        else out.u8(length);
        for (byte[] part : parts) out.bytes(part);
        return out.toByteArray();
    }

    /** A signed INTEGER or ENUMERATED in the fewest bytes. */
    public static byte[] number(int tag, int value) {
        int count = 4;
        while (count > 1 && value >> (count * 8 - 9) == value >> 31) count--;
        byte[] content = new byte[count];
        for (int i = 0; i < count; i++) content[i] = (byte) (value >> (count - 1 - i) * 8);
        return value(tag, content);
    }
}
