package org.fairlead.rdp.wire;

/** The few forms of aligned PER (X.691) that T.124 and T.125 need. */
public final class Per {
    private Per() {}

    /** A length determinant of one or two bytes. */
    public static int length(ByteReader in) throws ProtocolException {
        int first = in.u8();
        if ((first & 0x80) == 0) return first;
        if ((first & 0x40) != 0) throw new ProtocolException("a PER length is fragmented");
        return (first & 0x3F) << 8 | in.u8();
    }

    /** The shortest length determinant; 0 to 0x3FFF. */
    public static ByteWriter length(ByteWriter out, int length) {
        if (length > 0x3FFF) throw new IllegalArgumentException("a PER length is at most 16383, not " + length);
        return length < 0x80 ? out.u8(length) : out.u16be(length | 0x8000);
    }
}
