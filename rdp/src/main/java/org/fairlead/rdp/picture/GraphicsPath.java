package org.fairlead.rdp.picture;

/** The way in which one client takes pictures, as agreed at activation. */
public sealed interface GraphicsPath {
    /**
     * Bitmap updates (MS-RDPBCGR 2.2.9.1.1.3.1.2). A command is one TS_BITMAP_DATA with its header.
     *
     * @param bitsPerPixel 15, 16, 24: interleaved RLE; 32: RDP 6 planar
     * @param compressed whether the client takes compressed bitmaps
     * @param compressionHeader whether compressed data carries TS_CD_HEADER
     * @param largestCommand bytes that one command may have
     * @param moves whether the client can be told to move areas of its screen
     */
    record Bitmaps(int bitsPerPixel, boolean compressed, boolean compressionHeader, int largestCommand, boolean moves)
            implements GraphicsPath {}

    /**
     * Surface commands with RemoteFX (MS-RDPBCGR 2.2.9.2, MS-RDPRFX). A command is one TS_SURFCMD with its header.
     *
     * @param remoteFxCodec the codec id that the client announced for RemoteFX
     * @param imageMode whether each message must carry its own headers (image mode) instead of a stream (video mode)
     * @param setSurfaceBits whether CMDTYPE_SET_SURFACE_BITS is allowed, otherwise CMDTYPE_STREAM_SURFACE_BITS
     * @param largestCommand bytes that one command may have
     * @param bitmaps how bitmaps may go beside them, for what is better sent exactly
     */
    record SurfaceCommands(
            int remoteFxCodec, boolean imageMode, boolean setSurfaceBits, int largestCommand, Bitmaps bitmaps)
            implements GraphicsPath {}

    /**
     * The graphics pipeline (MS-RDPEGFX). A command is one RDPGFX PDU with its header; the session adds surfaces, frame
     * markers, bulk segments and the channel.
     *
     * @param version the capability version confirmed (RDPGFX_CAPVERSION_*)
     * @param flags the flags confirmed
     * @param surface the surface that shows the whole screen
     */
    record Pipeline(int version, int flags, int surface) implements GraphicsPath {
        public static final int FLAG_THIN_CLIENT = 0x1;
        public static final int FLAG_SMALL_CACHE = 0x2;

        public boolean smallCache() {
            return (flags & FLAG_SMALL_CACHE) != 0;
        }
    }
}
