package org.fairlead.rdp.host;

import java.util.List;
import org.fairlead.rdp.channel.BulkSegments;
import org.fairlead.rdp.channel.PipelinePacker;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;

/** Has made-up pictures encoded in every way, so that nothing is left to compile when the first client waits for one. */
final class Rehearsal {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 256;
    private static final int ROUNDS = 24;
    private static final long STEP_NANOS = 40_000_000;
    private static final GraphicsPath.Bitmaps BITMAPS = new GraphicsPath.Bitmaps(32, true, false, 16_000, true);
    private static final List<GraphicsPath> PATHS = List.of(
            BITMAPS,
            new GraphicsPath.Pipeline(0x000A0600, 0, 1),
            new GraphicsPath.SurfaceCommands(3, false, true, 1 << 20, BITMAPS),
            new GraphicsPath.Bitmaps(16, true, false, 16_000, true));

    private final int[] pixels = new int[WIDTH * HEIGHT];
    private final Frame frame = Frame.of(WIDTH, HEIGHT, pixels);
    private final PipelinePacker packer = new PipelinePacker(1004, BulkSegments.rdp8());

    /** Ends early when the thread is interrupted. */
    void run(ServerOptions.EncoderFactory encoders) {
        for (GraphicsPath path : PATHS)
            try (PictureEncoder encoder = encoders.create(path, WIDTH, HEIGHT)) {
                for (int round = 0; round < ROUNDS && !Thread.currentThread().isInterrupted(); round++) {
                    draw(round);
                    if (round % 8 == 7) encoder.reset();
                    var commands = encoder.encode(frame, List.of(frame.bounds()), round * STEP_NANOS);
                    if (path instanceof GraphicsPath.Pipeline) packer.pack(List.of(), commands, round, 0);
                }
                encoder.encode(frame, List.of(new Rect(0, 0, 1, 1)), Long.MAX_VALUE / 4);
            }
    }

    /** Cells of one colour and text at the left, a moving picture at the right. */
    private void draw(int round) {
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                int spread = (x * 31 + y * 17 + round * 7) * 0x9E3779B1;
                int moving = (x / 3 + round * 5 & 0xF8) * 0x010100 | (y + x / 4 & 0xF8) | spread >>> 13 & 0x070707;
                int cell = (x / 40 * 5 + y / 40 * 3) * 0x2C1F35 & 0xF0F0F0;
                boolean ink = y % 40 < 12 && (x / 2 * 7 + y + round) * 0x9E3779B1 >>> 30 == 0;
                pixels[y * WIDTH + x] = x >= WIDTH / 2 ? moving : ink ? 0x101010 : cell;
            }
    }
}
