package org.fairlead.simulator.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.zip.Deflater;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.bulk.Rdp8Compressor;
import org.fairlead.rdp.codec.clear.ClearCodecEncoder;
import org.fairlead.rdp.codec.clear.PaletteRuns;
import org.fairlead.rdp.codec.planar.PlanarEncoder;
import org.fairlead.rdp.codec.rfx.Quantisation;
import org.fairlead.rdp.codec.rfx.RemoteFxMessage;
import org.fairlead.rdp.codec.rfx.Rlgr;
import org.fairlead.rdp.codec.rfx.TileEncoder;
import org.fairlead.rdp.codec.rle.InterleavedRle;
import org.jspecify.annotations.Nullable;

/** Measures the picture codecs on three kinds of picture, FreeRDP's own encoders beside them where it has one. */
public final class CodecBench {
    static final int SIDE = 1024;
    private static final int TILE = 64;
    private static final int TILES = SIDE / TILE * (SIDE / TILE);
    private static final double MEGAPIXELS = SIDE * SIDE / 1e6;
    private static final long RUN_NANOS = 700_000_000;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private CodecBench() {}

    public static void main(String[] arguments) {
        var bench = new CodecBench();
        System.out.println("| picture | codec | CPU ms/megapixel | kB/megapixel | peer | CPU ms | kB |");
        System.out.println("|---|---|---|---|---|---|---|");
        var peer = new FreeRdpCodecs();
        for (String kind : new String[] {"text", "photo", "video"}) bench.picture(kind, picture(kind), peer);
    }

    private void picture(String kind, int[] pixels, FreeRdpCodecs peer) {
        row(kind, "interleaved RLE, 16 bit", () -> rle(pixels, 16), "FreeRDP", peer.interleaved(pixels, 16));
        row(kind, "interleaved RLE, 24 bit", () -> rle(pixels, 24), "FreeRDP", peer.interleaved(pixels, 24));
        row(kind, "planar", () -> planar(pixels), "FreeRDP", peer.planar(pixels));
        row(kind, "RemoteFX", () -> remoteFx(pixels, false), "FreeRDP, more than one thread", peer.remoteFx(pixels));
        row(kind, "RemoteFX, half colour", () -> remoteFx(pixels, true), "", null);
        if (kind.equals("text")) row(kind, "ClearCodec palette runs", () -> clear(pixels), "", null);
        byte[] planes = planes(pixels);
        row(kind, "RDP 8.0 of the planes", () -> bulk(planes), "zlib, level 1", () -> zlib(planes));
    }

    private void row(String kind, String codec, IntSupplier ours, String peerName, @Nullable IntSupplier peer) {
        double[] own = measure(ours);
        StringBuilder line = new StringBuilder("| %s | %s | %.1f | %.0f |".formatted(kind, codec, own[0], own[1]));
        if (peer == null) line.append(" none | - | - |");
        else {
            double[] other = measure(peer);
            line.append(" %s | %.1f | %.0f |".formatted(peerName, other[0], other[1]));
        }
        System.out.println(line);
    }

    /** CPU milliseconds and kilobytes for a megapixel, after as long a time to warm up. */
    private double[] measure(IntSupplier work) {
        int bytes = 0;
        for (long end = System.nanoTime() + RUN_NANOS; System.nanoTime() < end; ) bytes = work.getAsInt();
        int runs = 0;
        long cpu = system.getProcessCpuTime();
        for (long end = System.nanoTime() + RUN_NANOS; System.nanoTime() < end; runs++) bytes = work.getAsInt();
        cpu = system.getProcessCpuTime() - cpu;
        return new double[] {cpu / 1e6 / runs / MEGAPIXELS, bytes / 1e3 / MEGAPIXELS};
    }

    private final ByteSink out = new ByteSink(1 << 20);
    private final int[] tile = new int[TILE * TILE];
    private final InterleavedRle rle16 = new InterleavedRle(16);
    private final InterleavedRle rle24 = new InterleavedRle(24);
    private final PlanarEncoder planar = new PlanarEncoder();
    private final TileEncoder tiles = new TileEncoder();
    private final RemoteFxMessage message = new RemoteFxMessage(Rlgr.Mode.RLGR3, false);
    private final PaletteRuns runs = new PaletteRuns();
    private final ClearCodecEncoder clear = new ClearCodecEncoder();
    private final Deflater deflater = new Deflater(1);
    private final byte[] deflated = new byte[4 * SIDE * SIDE];

    private static int at(int tile) {
        return tile / (SIDE / TILE) * TILE * SIDE + tile % (SIDE / TILE) * TILE;
    }

    private int rle(int[] pixels, int bits) {
        out.clear();
        for (int i = 0; i < TILES; i++) (bits == 16 ? rle16 : rle24).encode(pixels, at(i), SIDE, TILE, TILE, out);
        return out.position();
    }

    private int planar(int[] pixels) {
        out.clear();
        for (int i = 0; i < TILES; i++) planar.encode(pixels, at(i), SIDE, TILE, TILE, true, out);
        return out.position();
    }

    private int remoteFx(int[] pixels, boolean halfColour) {
        out.clear();
        Quantisation fine = Quantisation.FINE;
        message.begin(new int[] {0, 0, SIDE, SIDE}, 1, TILES, fine, fine, out);
        for (int i = 0; i < TILES; i++) {
            for (int y = 0; y < TILE; y++) System.arraycopy(pixels, at(i) + y * SIDE, tile, y * TILE, TILE);
            tiles.encode(tile, i % (SIDE / TILE), i / (SIDE / TILE), halfColour, Rlgr.Mode.RLGR3, fine, fine, out);
        }
        message.end(out);
        return out.position();
    }

    private int clear(int[] pixels) {
        out.clear();
        for (int y = 0; y < SIDE; y += TILE)
            if (runs.scan(pixels, y * SIDE, SIDE, SIDE, TILE, PaletteRuns.MOST_COLOURS, SIDE * TILE))
                clear.encode(runs, out);
        return out.position();
    }

    private byte[] planes(int[] pixels) {
        planar(pixels);
        return out.toByteArray();
    }

    private int bulk(byte[] data) {
        out.clear();
        // a compressor of its own each time: otherwise all of it would be known from the time before
        new Rdp8Compressor().compress(out, ByteBuffer.wrap(data));
        return out.position();
    }

    private int zlib(byte[] data) {
        deflater.reset();
        deflater.setInput(data);
        deflater.finish();
        return deflater.deflate(deflated);
    }

    private static int[] picture(String kind) {
        Random random = new Random(1);
        int[] pixels = new int[SIDE * SIDE];
        int[] letters = new int[64 * 13];
        for (int i = 0; i < letters.length; i++) letters[i] = random.nextInt(32) << 1;
        int[] line = new int[SIDE / 6 + 1];
        for (int y = 0; y < SIDE; y++) {
            if (y % 13 == 0)
                for (int i = 0; i < line.length; i++)
                    line[i] = i > 120 || random.nextInt(6) == 0 ? -1 : random.nextInt(64);
            for (int x = 0; x < SIDE; x++) {
                pixels[y * SIDE + x] = switch (kind) {
                    case "text" -> {
                        int letter = line[x / 6];
                        boolean ink = letter >= 0 && y % 13 > 2 && (letters[letter * 13 + y % 13] >> x % 6 & 1) == 1;
                        yield ink ? 0xC8D0C0 : 0x101418;
                    }
                    case "photo" -> wave(x, y, 0) << 16 | wave(x, y, 1) << 8 | wave(x, y, 2);
                    default ->
                        (wave(x, y, 0) & 0xF8 | random.nextInt(8)) << 16
                                | (wave(x, y, 1) & 0xF8 | random.nextInt(8)) << 8
                                | wave(x, y, 2) & 0xF8
                                | random.nextInt(8);
                };
            }
        }
        return pixels;
    }

    private static int wave(int x, int y, int channel) {
        return (int) (127 + 120 * Math.sin(x / (60.0 + 20 * channel) + Math.sin(y / (90.0 - 20 * channel)) * 3));
    }
}
