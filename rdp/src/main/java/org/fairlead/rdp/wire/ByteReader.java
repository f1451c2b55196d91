package org.fairlead.rdp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads numbers and parts from a slice of an array; every step is checked against the slice's end. */
public final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    public int remaining() {
        return end - at;
    }

    public boolean isEmpty() {
        return at == end;
    }

    public int position() {
        return at;
    }

    private int step(int count) throws ProtocolException {
        if (count < 0 || count > end - at)
            throw new ProtocolException("a message ends " + (count - (end - at)) + " bytes too early");
        int from = at;
        at += count;
        return from;
    }

    public void skip(int count) throws ProtocolException {
        step(count);
    }

    public int u8() throws ProtocolException {
        return bytes[step(1)] & 0xFF;
    }

    public int peek() throws ProtocolException {
        if (at == end) throw new ProtocolException("a message ends too early");
        return bytes[at] & 0xFF;
    }

    /** Little-endian, as nearly everything in RDP. */
    public int u16() throws ProtocolException {
        int i = step(2);
        return bytes[i] & 0xFF | (bytes[i + 1] & 0xFF) << 8;
    }

    public int s16() throws ProtocolException {
        return (short) u16();
    }

    public int u16be() throws ProtocolException {
        int i = step(2);
        return (bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF;
    }

    public int i32() throws ProtocolException {
        int i = step(4);
        return bytes[i] & 0xFF | (bytes[i + 1] & 0xFF) << 8 | (bytes[i + 2] & 0xFF) << 16 | bytes[i + 3] << 24;
    }

    public long u32() throws ProtocolException {
        return i32() & 0xFFFF_FFFFL;
    }

    public long i64() throws ProtocolException {
        return u32() | u32() << 32;
    }

    /** An unsigned 32-bit length that must not exceed limit; checked before anything is allocated for it. */
    public int length32(int limit) throws ProtocolException {
        long length = u32();
        if (length > limit) throw new ProtocolException("a length of " + length + " is above the limit of " + limit);
        return (int) length;
    }

    public byte[] bytes(int count) throws ProtocolException {
        int from = step(count);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    public byte[] rest() throws ProtocolException {
        return bytes(remaining());
    }

    /** A reader of the next count bytes, which this one skips. */
    public ByteReader slice(int count) throws ProtocolException {
        return new ByteReader(bytes, step(count), count);
    }

    /** UTF-16LE text of so many bytes, cut at its first null. */
    public String utf16(int byteCount) throws ProtocolException {
        if ((byteCount & 1) != 0) throw new ProtocolException("UTF-16 text has an odd number of bytes");
        String text = new String(bytes, step(byteCount), byteCount, StandardCharsets.UTF_16LE);
        int zero = text.indexOf(0);
        return zero < 0 ? text : text.substring(0, zero);
    }

    /** Text of one byte per character, cut at its first null. */
    public String latin1(int byteCount) throws ProtocolException {
        String text = new String(bytes, step(byteCount), byteCount, StandardCharsets.ISO_8859_1);
        int zero = text.indexOf(0);
        return zero < 0 ? text : text.substring(0, zero);
    }
}
