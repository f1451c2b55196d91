package org.fairlead.rdp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.fairlead.rdp.connect.AutoDetect;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.connect.SecurityHeader;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;

/**
 * Heartbeats (MS-RDPBCGR 2.2.16), round trips and bandwidth (2.2.14) on the message channel, as far as the client has them:
 * before licensing, and then now and then.
 */
final class LineCheck {
    static final int HEARTBEAT_SECONDS = 10;
    static final long HEARTBEAT_NANOS = HEARTBEAT_SECONDS * 1_000_000_000L;
    static final long ROUND_TRIP_NANOS = 5_000_000_000L;
    static final long BANDWIDTH_NANOS = 20_000_000_000L;
    static final long PATIENCE_NANOS = 30_000_000_000L;
    /** A smaller frame says nothing of the line. */
    static final int LEAST_FRAME = 32 * 1024;
    /** What the measurement before licensing sends, twice. */
    static final int PAYLOAD = 8 * 1024;
    /** Clients count whole milliseconds: less than that is as good as no time at all. */
    static final long LEAST_MILLIS = 2;

    private static final long KILOBITS_MOST = 4_000_000;

    private final Outlet outlet;
    private final RandomGenerator random;
    private final int channel;
    private final boolean heartbeat;
    private final boolean autoDetect;
    private long nextBeat = Long.MAX_VALUE;
    private long nextRoundTrip;
    private long nextBandwidth;
    private int sequence;
    private int askedRoundTrip = -1;
    private long askedAt;
    private int askedBandwidth = -1;
    private long askedBytes;
    private long leastRoundTrip = Long.MAX_VALUE;
    private long averageRoundTrip;

    /** @param channel id of the message channel, 0 when there is none
     */
    LineCheck(Outlet outlet, RandomGenerator random, ClientCore core, int channel) {
        this.outlet = outlet;
        this.random = random;
        this.channel = channel;
        this.heartbeat = channel != 0 && core.has(ClientCore.HEARTBEAT);
        this.autoDetect = channel != 0 && core.has(ClientCore.NETCHAR_AUTODETECT);
    }

    private void send(byte[] message) {
        outlet.send(DomainPdu.sendDataIndication(channel, message));
    }

    private int next() {
        sequence = sequence + 1 & 0xFFFF;
        return sequence;
    }

    /** The connect-time phase; what follows does not wait for the answers. */
    void connect(long now) {
        nextRoundTrip = now;
        if (!autoDetect) return;
        askRoundTrip(true, now);
        send(AutoDetect.bandwidthStart(next(), true));
        send(AutoDetect.bandwidthPayload(next(), PAYLOAD, random));
        askedBandwidth = next();
        askedBytes = 2 * PAYLOAD;
        nextBandwidth = now + BANDWIDTH_NANOS;
        send(AutoDetect.bandwidthStop(askedBandwidth, PAYLOAD, random));
    }

    private void askRoundTrip(boolean connecting, long now) {
        nextRoundTrip = now + ROUND_TRIP_NANOS;
        askedAt = now;
        askedRoundTrip = next();
        send(AutoDetect.roundTrip(askedRoundTrip, connecting));
    }

    void start(long now) {
        if (heartbeat || autoDetect) nextBeat = now + HEARTBEAT_NANOS;
    }

    void tick(long now) {
        if (nextBeat == Long.MAX_VALUE || now - nextBeat < 0) return;
        nextBeat = now + HEARTBEAT_NANOS;
        if (heartbeat) send(SecurityHeader.heartbeat(HEARTBEAT_SECONDS, 3, 5));
        // also while nothing is drawn: a client that is gone is noticed
        frameSent(now);
    }

    /** Asks for the round trip now and then. */
    void frameSent(long now) {
        if (autoDetect && askedRoundTrip < 0 && now - nextRoundTrip >= 0) askRoundTrip(false, now);
    }

    /** A frame as it goes to the socket, now and then with a bandwidth measurement around it. */
    ByteBuffer measured(ByteBuffer frame, long now) {
        int size = frame.remaining();
        if (!autoDetect || size < LEAST_FRAME || askedBandwidth >= 0 || now - nextBandwidth < 0) return frame;
        nextBandwidth = now + BANDWIDTH_NANOS;
        byte[] start = DomainPdu.sendDataIndication(channel, AutoDetect.bandwidthStart(next(), false));
        askedBandwidth = next();
        askedBytes = size;
        byte[] stop = DomainPdu.sendDataIndication(channel, AutoDetect.bandwidthStop(askedBandwidth));
        return new ByteWriter(start.length + size + stop.length)
                .bytes(start)
                .bytes(frame)
                .bytes(stop)
                .toBuffer();
    }

    void response(ByteReader in, long now) throws ProtocolException {
        switch (AutoDetect.read(in)) {
            case null -> {}
            case AutoDetect.Response.RoundTrip(int number) -> {
                if (number != askedRoundTrip) return;
                askedRoundTrip = -1;
                roundTrip(now - askedAt);
            }
            case AutoDetect.Response.Bandwidth(int number, long millis, long bytes) -> {
                if (number != askedBandwidth) return;
                askedBandwidth = -1;
                // who claims to have got more than was sent counts what else came meanwhile, or lies
                if (millis >= LEAST_MILLIS && bytes > 0) bandwidth(Math.min(bytes, 2 * askedBytes) * 8 / millis);
            }
            case AutoDetect.Response.Sync(long kilobits, long millis) -> {
                if (askedRoundTrip < 0 && askedBandwidth < 0) return;
                askedRoundTrip = -1;
                askedBandwidth = -1;
                if (millis > 0) roundTrip(Math.min(millis * 1_000_000, PATIENCE_NANOS));
                if (kilobits > 0) bandwidth(kilobits);
            }
        }
    }

    private void roundTrip(long nanos) {
        averageRoundTrip = leastRoundTrip == Long.MAX_VALUE ? nanos : (3 * averageRoundTrip + nanos) / 4;
        leastRoundTrip = Math.min(leastRoundTrip, nanos);
        outlet.emit(new SessionEvent.RoundTrip(nanos));
    }

    private void bandwidth(long kilobits) {
        long sane = Math.clamp(kilobits, 8, KILOBITS_MOST);
        outlet.emit(new SessionEvent.Bandwidth(sane * 1000 / 8));
        if (leastRoundTrip != Long.MAX_VALUE)
            send(AutoDetect.result(next(), leastRoundTrip / 1_000_000, sane, averageRoundTrip / 1_000_000));
    }

    long deadline() {
        return askedRoundTrip < 0 ? nextBeat : Math.min(nextBeat, askedAt + PATIENCE_NANOS);
    }

    /** Whether the client owes an answer for too long. */
    boolean isPeerGone(long now) {
        return askedRoundTrip >= 0 && now - askedAt >= PATIENCE_NANOS;
    }
}
