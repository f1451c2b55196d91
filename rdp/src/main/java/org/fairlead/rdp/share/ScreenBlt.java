package org.fairlead.rdp.share;

import java.nio.ByteBuffer;
import java.util.List;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.wire.ByteWriter;

/** Orders updates (MS-RDPBCGR 2.2.9.1.2.1.1) with ScrBlt, the only drawing order sent (MS-RDPEGDI 2.2.2.2.1.1.2.7). */
final class ScreenBlt {
    private static final int UPDATETYPE_ORDERS = 0;
    private static final int STANDARD_AND_TYPE_CHANGE = 0x01 | 0x08;
    private static final int ORDER_TYPE = 0x02;
    private static final int ALL_FIELDS = 0x7F;
    private static final int COPY = 0xCC;
    /** So many orders fit any update with ease. */
    private static final int MOST_ORDERS = 500;

    private ScreenBlt() {}

    static void write(List<Move> moves, boolean fastPath, ByteWriter out) {
        for (int from = 0; from < moves.size(); from += MOST_ORDERS)
            update(moves.subList(from, Math.min(from + MOST_ORDERS, moves.size())), fastPath, out);
    }

    private static void update(List<Move> moves, boolean fastPath, ByteWriter out) {
        ByteWriter body = new ByteWriter(8 + 16 * moves.size());
        if (!fastPath) body.u16(UPDATETYPE_ORDERS).u16(0);
        body.u16(moves.size());
        if (!fastPath) body.u16(0);
        for (Move move : moves)
            body.u8(STANDARD_AND_TYPE_CHANGE)
                    .u8(ORDER_TYPE)
                    .u8(ALL_FIELDS)
                    .u16(move.toX())
                    .u16(move.toY())
                    .u16(move.source().width())
                    .u16(move.source().height())
                    .u8(COPY)
                    .u16(move.source().x())
                    .u16(move.source().y());
        if (fastPath) FastPathOutput.write(out, FastPathOutput.ORDERS, List.of(ByteBuffer.wrap(body.toByteArray())));
        else out.bytes(SharePdu.data(SharePdu.UPDATE, body.toByteArray()));
    }
}
