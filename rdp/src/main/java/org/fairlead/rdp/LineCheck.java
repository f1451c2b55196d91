package org.fairlead.rdp;

import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.connect.SecurityHeader;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;

/** Heartbeats (MS-RDPBCGR 2.2.16) and round trip measurements (2.2.14) on the message channel, where the client has them. */
final class LineCheck {
    static final int HEARTBEAT_SECONDS = 10;
    static final long HEARTBEAT_NANOS = HEARTBEAT_SECONDS * 1_000_000_000L;
    static final long ROUND_TRIP_NANOS = 5_000_000_000L;
    static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final int RTT_CONTINUOUS = 0x0001;
    private static final int TYPE_ID_AUTODETECT_RESPONSE = 1;
    private static final int RTT_RESPONSE = 0x0000;

    private final Outlet outlet;
    private final int channel;
    private final boolean heartbeat;
    private final boolean autoDetect;
    private long nextHeartbeat = Long.MAX_VALUE;
    private long nextRoundTrip;
    private int sequence;
    private boolean waiting;
    private long askedAt;

    LineCheck(Outlet outlet, Handshake.Result client, long now) {
        this.outlet = outlet;
        this.channel = client.messageChannel();
        this.heartbeat = channel != 0 && client.core().has(ClientCore.HEARTBEAT);
        this.autoDetect = channel != 0 && client.core().has(ClientCore.NETCHAR_AUTODETECT);
        this.nextRoundTrip = now;
    }

    void start(long now) {
        if (heartbeat) nextHeartbeat = now + HEARTBEAT_NANOS;
    }

    void tick(long now) {
        if (nextHeartbeat == Long.MAX_VALUE || now - nextHeartbeat < 0) return;
        nextHeartbeat = now + HEARTBEAT_NANOS;
        outlet.send(DomainPdu.sendDataIndication(channel, SecurityHeader.heartbeat(HEARTBEAT_SECONDS, 3, 5)));
    }

    /** Asks for the round trip now and then, but only when pictures flow anyway. */
    void frameSent(long now) {
        if (!autoDetect || waiting || now - nextRoundTrip < 0) return;
        nextRoundTrip = now + ROUND_TRIP_NANOS;
        waiting = true;
        askedAt = now;
        sequence = sequence + 1 & 0xFFFF;
        outlet.send(DomainPdu.sendDataIndication(
                channel,
                new ByteWriter(10)
                        .u16(SecurityHeader.AUTODETECT_REQ)
                        .u16(0)
                        .u8(6)
                        .u8(0)
                        .u16(sequence)
                        .u16(RTT_CONTINUOUS)
                        .toByteArray()));
    }

    void response(ByteReader in, long now) throws ProtocolException {
        int flags = in.u16();
        in.skip(2);
        if ((flags & SecurityHeader.AUTODETECT_RSP) == 0) return;
        in.skip(1);
        int type = in.u8();
        int number = in.u16();
        if (type != TYPE_ID_AUTODETECT_RESPONSE || in.u16() != RTT_RESPONSE) return;
        if (!waiting || number != sequence) return;
        waiting = false;
        outlet.emit(new SessionEvent.RoundTrip(now - askedAt));
    }

    long deadline() {
        return nextHeartbeat;
    }

    /** Whether the client owes an answer for too long. */
    boolean isPeerGone(long now) {
        return waiting && now - askedAt >= PATIENCE_NANOS;
    }
}
