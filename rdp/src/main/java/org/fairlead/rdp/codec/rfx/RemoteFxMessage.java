package org.fairlead.rdp.codec.rfx;

import org.fairlead.rdp.codec.ByteSink;

/**
 * Writes the blocks of one encode message around its tiles (MS-RDPRFX 2.2.2): {@link #begin}, one TS_RFX_TILE after the
 * other, {@link #end}.
 */
public final class RemoteFxMessage {
    private static final int SYNC = 0xCCC0;
    private static final int CODEC_VERSIONS = 0xCCC1;
    private static final int CHANNELS = 0xCCC2;
    private static final int CONTEXT = 0xCCC3;
    private static final int FRAME_BEGIN = 0xCCC4;
    private static final int FRAME_END = 0xCCC5;
    private static final int REGION = 0xCCC6;
    private static final int EXTENSION = 0xCCC7;
    private static final int CBT_REGION = 0xCAC1;
    private static final int CBT_TILESET = 0xCAC2;
    private static final int IMAGE_MODE = 2;

    private final Rlgr.Mode mode;
    private final int flags;
    private int frame;
    private int tileset;
    private int tilesAt;

    /** @param imageMode each message stands for itself, as some clients' codec settings ask (CODEC_MODE) */
    public RemoteFxMessage(Rlgr.Mode mode, boolean imageMode) {
        this.mode = mode;
        flags = imageMode ? IMAGE_MODE : 0;
    }

    /** The blocks that a client needs before its first frame: sync, versions, channels, context. */
    public void header(int width, int height, ByteSink out) {
        out.u16(SYNC);
        out.u32(12);
        out.u32(0xCACCACCA);
        out.u16(0x0100);
        out.u16(CODEC_VERSIONS);
        out.u32(10);
        out.u8(1);
        out.u8(1);
        out.u16(0x0100);
        out.u16(CHANNELS);
        out.u32(12);
        out.u8(1);
        out.u8(0);
        out.u16(width);
        out.u16(height);
        out.u16(CONTEXT);
        out.u32(13);
        out.u8(1);
        out.u8(0xFF);
        out.u8(0);
        out.u16(64);
        out.u16(flags | 1 << 3 | 1 << 5 | mode.code << 9 | 1 << 13);
    }

    /**
     * Begins a frame.
     *
     * @param rectangles x, y, width, height of each changed area, so many fours
     */
    public void begin(int[] rectangles, int count, int tiles, Quantisation luma, Quantisation colour, ByteSink out) {
        channel(FRAME_BEGIN, 14, out);
        out.u32(frame++);
        out.u16(1);
        channel(REGION, 15 + 8 * count, out);
        out.u8(1);
        out.u16(count);
        for (int i = 0; i < 4 * count; i++) out.u16(rectangles[i]);
        out.u16(CBT_REGION);
        out.u16(1);
        tileset = out.position();
        channel(EXTENSION, 0, out);
        out.u16(CBT_TILESET);
        out.u16(0);
        out.u16(1 | flags << 1 | 1 << 4 | 1 << 6 | mode.code << 10 | 1 << 14);
        out.u8(2);
        out.u8(64);
        out.u16(tiles);
        out.u32(0);
        luma.write(out);
        colour.write(out);
        tilesAt = out.position();
    }

    /** Ends the frame after its last tile. */
    public void end(ByteSink out) {
        int size = out.position() - tilesAt;
        out.u32At(tileset + 2, out.position() - tileset);
        out.u32At(tileset + 18, size);
        channel(FRAME_END, 8, out);
    }

    private static void channel(int type, int length, ByteSink out) {
        out.u16(type);
        out.u32(length);
        out.u8(1);
        out.u8(0);
    }
}
