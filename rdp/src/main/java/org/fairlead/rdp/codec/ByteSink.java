package org.fairlead.rdp.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing little-endian byte buffer that encoders write to and that is used again for the next picture. */
public final class ByteSink {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int at;

    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** The bytes behind the sink; valid until the next write that makes it grow. */
    public byte[] array() {
        return bytes;
    }

    public int position() {
        return at;
    }

    /** Moves back to an earlier position, or forward over bytes that were written to {@link #array()}. */
    public void position(int position) {
        at = position;
    }

    public void clear() {
        at = 0;
    }

    /** Makes room for so many bytes after the position and returns the array that has it. */
    public byte[] reserve(int count) {
        if (bytes.length - at < count) bytes = Arrays.copyOf(bytes, Math.max(at + count, bytes.length * 2));
        return bytes;
    }

    public void u8(int value) {
        reserve(1)[at++] = (byte) value;
    }

    public void u16(int value) {
        SHORT.set(reserve(2), at, (short) value);
        at += 2;
    }

    public void u24(int value) {
        u16(value);
        u8(value >> 16);
    }

    public void u32(int value) {
        INT.set(reserve(4), at, value);
        at += 4;
    }

    public void u64(long value) {
        u32((int) value);
        u32((int) (value >>> 32));
    }

    public void bytes(byte[] source, int offset, int count) {
        System.arraycopy(source, offset, reserve(count), at, count);
        at += count;
    }

    public void u8At(int position, int value) {
        bytes[position] = (byte) value;
    }

    public void u16At(int position, int value) {
        SHORT.set(bytes, position, (short) value);
    }

    public void u32At(int position, int value) {
        INT.set(bytes, position, value);
    }

    /** What was written from a position to another, without copying. */
    public ByteBuffer slice(int from, int to) {
        return ByteBuffer.wrap(bytes, from, to - from).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A copy of everything written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, at);
    }
}
