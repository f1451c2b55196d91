package org.fairlead.rdp.connect;

import java.util.random.RandomGenerator;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Auto-detect messages of the message channel (MS-RDPBCGR 2.2.14) with their security header. */
public final class AutoDetect {
    private static final int TYPE_ID_AUTODETECT_REQUEST = 0;
    private static final int TYPE_ID_AUTODETECT_RESPONSE = 1;
    private static final int RTT_CONTINUOUS = 0x0001;
    private static final int RTT_CONNECT_TIME = 0x1001;
    private static final int BW_START_CONTINUOUS = 0x0014;
    private static final int BW_START_CONNECT_TIME = 0x1014;
    private static final int BW_PAYLOAD = 0x0002;
    private static final int BW_STOP_CONTINUOUS = 0x0429;
    private static final int BW_STOP_CONNECT_TIME = 0x002B;
    private static final int NETCHAR_RESULT_ALL = 0x08C0;
    private static final int RTT_RESPONSE = 0x0000;
    private static final int BW_RESULTS_CONNECT_TIME = 0x0003;
    private static final int BW_RESULTS_CONTINUOUS = 0x000B;
    private static final int NETCHAR_SYNC = 0x0018;

    private AutoDetect() {}

    /** What a client answers. */
    public sealed interface Response {
        /** RDP_RTT_RESPONSE. */
        record RoundTrip(int sequence) implements Response {}

        /** RDP_BW_RESULTS: how long so many bytes took. */
        record Bandwidth(int sequence, long millis, long bytes) implements Response {}

        /** RDP_NETCHAR_SYNC: a client that comes back says what was known before; kbit/s and milliseconds. */
        record Sync(long kilobits, long roundTripMillis) implements Response {}
    }

    /** RDP_RTT_REQUEST. */
    public static byte[] roundTrip(int sequence, boolean connecting) {
        return request(6, sequence, connecting ? RTT_CONNECT_TIME : RTT_CONTINUOUS)
                .toByteArray();
    }

    /** RDP_BW_START. */
    public static byte[] bandwidthStart(int sequence, boolean connecting) {
        return request(6, sequence, connecting ? BW_START_CONNECT_TIME : BW_START_CONTINUOUS)
                .toByteArray();
    }

    /** RDP_BW_PAYLOAD. */
    public static byte[] bandwidthPayload(int sequence, int size, RandomGenerator random) {
        return payload(BW_PAYLOAD, sequence, size, random);
    }

    /** RDP_BW_STOP of the connect-time phase, which must bring bytes of its own. */
    public static byte[] bandwidthStop(int sequence, int size, RandomGenerator random) {
        return payload(BW_STOP_CONNECT_TIME, sequence, size, random);
    }

    /** RDP_BW_STOP behind other output. */
    public static byte[] bandwidthStop(int sequence) {
        return request(6, sequence, BW_STOP_CONTINUOUS).toByteArray();
    }

    /** RDP_NETCHAR_RESULT with all three figures. */
    public static byte[] result(int sequence, long baseMillis, long kilobits, long averageMillis) {
        return request(0x12, sequence, NETCHAR_RESULT_ALL)
                .u32(baseMillis)
                .u32(kilobits)
                .u32(averageMillis)
                .toByteArray();
    }

    private static byte[] payload(int type, int sequence, int size, RandomGenerator random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return request(8, sequence, type).u16(size).bytes(bytes).toByteArray();
    }

    private static ByteWriter request(int headerLength, int sequence, int type) {
        return new ByteWriter(32)
                .u16(SecurityHeader.AUTODETECT_REQ)
                .u16(0)
                .u8(headerLength)
                .u8(TYPE_ID_AUTODETECT_REQUEST)
                .u16(sequence)
                .u16(type);
    }

    /** Reads a message of the message channel with its security header; null when it is something else. */
    public static @Nullable Response read(ByteReader in) throws ProtocolException {
        int flags = in.u16();
        in.skip(2);
        if ((flags & SecurityHeader.AUTODETECT_RSP) == 0) return null;
        in.skip(1);
        if (in.u8() != TYPE_ID_AUTODETECT_RESPONSE) return null;
        int sequence = in.u16();
        return switch (in.u16()) {
            case RTT_RESPONSE -> new Response.RoundTrip(sequence);
            case BW_RESULTS_CONNECT_TIME, BW_RESULTS_CONTINUOUS -> new Response.Bandwidth(sequence, in.u32(), in.u32());
            case NETCHAR_SYNC -> new Response.Sync(in.u32(), in.u32());
            default -> null;
        };
    }
}
