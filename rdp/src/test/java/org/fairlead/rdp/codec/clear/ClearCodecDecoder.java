package org.fairlead.rdp.codec.clear;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Decodes the layers of ClearCodec that the encoder writes, as strictly as a client does. */
public final class ClearCodecDecoder {
    private int sequence;

    public ClearCodecDecoder() {
        this(0);
    }

    /** For a stream from the middle of a session. */
    public ClearCodecDecoder(int sequence) {
        this.sequence = sequence;
    }

    public int[] decode(byte[] stream, int width, int height) {
        ByteBuffer in = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        int[] out = new int[width * height];
        int flags = in.get();
        if ((flags & ~4) != 0) throw new IllegalStateException("flags " + flags);
        if ((in.get() & 0xFF) != sequence) throw new IllegalStateException("sequence");
        sequence = sequence + 1 & 0xFF;
        int residual = in.getInt();
        if (in.getInt() != 4 - 4) throw new IllegalStateException("bands");
        int subcodecs = in.getInt();
        if (in.remaining() != residual + subcodecs) throw new IllegalStateException("lengths");
        if (residual > 0) residual(in, in.position() + residual, out);
        while (in.hasRemaining()) subcodec(in, out, width, height);
        return out;
    }

    private static int u24(ByteBuffer in) {
        return in.get() & 0xFF | (in.get() & 0xFF) << 8 | (in.get() & 0xFF) << 16;
    }

    private static int factor(ByteBuffer in) {
        int run = in.get() & 0xFF;
        if (run < 0xFF) return run;
        run = in.getShort() & 0xFFFF;
        return run < 0xFFFF ? run : in.getInt();
    }

    private static void residual(ByteBuffer in, int end, int[] out) {
        int at = 0;
        while (in.position() < end) {
            int colour = u24(in);
            for (int run = factor(in); run > 0; run--) out[at++] = colour;
        }
        if (at != out.length) throw new IllegalStateException("pixels missing");
    }

    private static void subcodec(ByteBuffer in, int[] out, int stride, int most) {
        int x = in.getShort();
        int y = in.getShort();
        int width = in.getShort() & 0xFFFF;
        int height = in.getShort() & 0xFFFF;
        int end = in.getInt();
        if (in.get() != 2) throw new IllegalStateException("subcodec");
        end += in.position();
        if (x + width > stride || y + height > most) throw new IllegalStateException("outside");
        int colours = in.get() & 0xFF;
        if (colours < 1 || colours > 127) throw new IllegalStateException("palette of " + colours);
        int[] palette = new int[colours];
        for (int i = 0; i < colours; i++) palette[i] = u24(in);
        int bits = colours == 1 ? 1 : 32 - Integer.numberOfLeadingZeros(colours - 1);
        int at = 0;
        while (in.position() < end) {
            int head = in.get() & 0xFF;
            int stop = head & (1 << bits) - 1;
            int depth = head >> bits;
            int start = stop - depth;
            for (int run = factor(in); run > 0; run--, at++)
                out[(y + at / width) * stride + x + at % width] = palette[start];
            for (int i = start; i <= stop; i++, at++) out[(y + at / width) * stride + x + at % width] = palette[i];
        }
        if (at != width * height) throw new IllegalStateException("pixels missing");
    }
}
