package org.fairlead.rdp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects bytes; little-endian unless the name says otherwise. */
public final class ByteWriter {
    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(64);
    }

    public ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    private int grow(int count) {
        int from = size;
        size += count;
        if (size > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
        return from;
    }

    public int size() {
        return size;
    }

    public ByteWriter u8(int value) {
        int i = grow(1);
        bytes[i] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        int i = grow(2);
        bytes[i] = (byte) value;
        bytes[i + 1] = (byte) (value >> 8);
        return this;
    }

    public ByteWriter u16be(int value) {
        return u8(value >> 8).u8(value);
    }

    public ByteWriter u32(long value) {
        return u16((int) value).u16((int) (value >> 16));
    }

    public ByteWriter u32be(long value) {
        return u16be((int) (value >> 16)).u16be((int) value);
    }

    public ByteWriter i64(long value) {
        return u32(value).u32(value >> 32);
    }

    public ByteWriter bytes(byte... values) {
        return bytes(values, 0, values.length);
    }

    public ByteWriter bytes(byte[] values, int from, int count) {
        int to = grow(count);
        System.arraycopy(values, from, bytes, to, count);
        return this;
    }

    public ByteWriter bytes(ByteBuffer values) {
        int count = values.remaining();
        int to = grow(count);
        values.get(values.position(), bytes, to, count);
        return this;
    }

    public ByteWriter zeros(int count) {
        grow(count);
        return this;
    }

    public ByteWriter utf16(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_16LE));
    }

    public ByteWriter latin1(String text) {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Overwrites two bytes written earlier. */
    public ByteWriter patch16(int position, int value) {
        bytes[position] = (byte) value;
        bytes[position + 1] = (byte) (value >> 8);
        return this;
    }

    public ByteWriter patch16be(int position, int value) {
        return patch16(position, Short.reverseBytes((short) value));
    }

    public ByteWriter patch32(int position, int value) {
        return patch16(position, value).patch16(position + 2, value >> 16);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** What was written, without a copy; the writer must not be used afterwards. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }
}
