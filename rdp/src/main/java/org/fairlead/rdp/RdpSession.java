package org.fairlead.rdp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fairlead.rdp.auth.AuthenticationException;
import org.fairlead.rdp.auth.LogonFailure;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.connect.ConnectionRequest;
import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.share.SharePdu;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one RDP connection: bytes go in by {@link #receive}, bytes come out of {@link #takeOutput}, and
 * {@link #takeEvents} tells what happened. It has no threads and no clock; calls must not overlap. Times are nanoseconds
 * of a clock that never goes back.
 */
public final class RdpSession {
    /** What a client may send before it is authenticated. */
    public static final int LIMIT_BEFORE_AUTHENTICATION = 64 * 1024;

    public static final long TIME_TO_AUTHENTICATE_NANOS = 10_000_000_000L;
    /** From authentication to the first picture. */
    public static final long TIME_TO_ACTIVATE_NANOS = 20_000_000_000L;

    private static final int X224_DATA = 0xF0;

    private final SessionSettings settings;
    private final RandomGenerator random;
    private final Outlet outlet = new Outlet();
    private final Handshake handshake;
    private @Nullable Share share;
    private byte[] inbox = new byte[1024];
    private int held;
    private long received;
    private long handshakeDeadline;
    private boolean closed;

    /**
     * @param random for challenges and cookies: a SecureRandom outside of tests
     * @param fileTime the time of day now in 100 ns since 1601
     */
    public RdpSession(SessionSettings settings, RandomGenerator random, long fileTime, long nowNanos) {
        this.settings = settings;
        this.random = random;
        this.handshake = new Handshake(settings, outlet, random, fileTime);
        this.handshakeDeadline = nowNanos + TIME_TO_AUTHENTICATE_NANOS;
    }

    /** Bytes for the socket, in order; empty when there are none. */
    public byte[] takeOutput() {
        return outlet.takeOutput();
    }

    public List<SessionEvent> takeEvents() {
        return outlet.takeEvents();
    }

    public boolean isClosed() {
        return closed;
    }

    public boolean isActive() {
        return share != null && share.isActive();
    }

    /** Takes bytes of the client; never throws, a broken client closes the session. */
    public void receive(byte[] bytes, int from, int count, long now) {
        if (closed) return;
        received += count;
        if (!handshake.isAuthenticated() && received > LIMIT_BEFORE_AUTHENTICATION) {
            end(CloseReason.Kind.PROTOCOL, "more than 64 KiB before authentication");
            return;
        }
        if (held + count > inbox.length) inbox = Arrays.copyOf(inbox, Math.max(held + count, inbox.length * 2));
        System.arraycopy(bytes, from, inbox, held, count);
        held += count;
        process(now);
    }

    /** The TLS handshake that {@link SessionEvent.StartTls} asked for is done. */
    public void tlsStarted(long now) {
        if (closed) return;
        handshake.tlsStarted();
        process(now);
    }

    /** Answers {@link SessionEvent.AuthenticationNeeded} with the hashes that may open; the caller wipes them. */
    public void authenticate(List<NtHash> hashes, long now) {
        if (closed) return;
        try {
            handshake.authenticate(hashes);
        } catch (AuthenticationException e) {
            fail(e.ntStatus(), e.getMessage());
        } catch (ProtocolException e) {
            protocolError(e);
        }
        process(now);
    }

    /** Answers {@link SessionEvent.AuthenticationNeeded} without looking at the proof. */
    public void refuse(LogonFailure failure) {
        if (!closed) fail(failure.ntStatus(), failure.name());
    }

    /** Answers {@link SessionEvent.PasswordOffered}. */
    public void decide(boolean allowed, long now) {
        if (closed) return;
        handshake.decide(allowed, now);
        if (!allowed) {
            outlet.emit(new SessionEvent.AuthenticationFailed(handshake.user()));
            if (handshake.takesErrorInfo())
                outlet.send(SharePdu.errorInfo(ErrorInfo.SERVER_FRESH_CREDENTIALS_REQUIRED.code()));
            outlet.send(DomainPdu.disconnectProviderUltimatum());
            end(CloseReason.Kind.AUTHENTICATION, "wrong user or password");
            return;
        }
        startShare(now);
        process(now);
    }

    private void fail(int ntStatus, @Nullable String why) {
        handshake.refuse(ntStatus);
        outlet.emit(new SessionEvent.AuthenticationFailed(handshake.user()));
        end(CloseReason.Kind.AUTHENTICATION, why == null ? "" : why);
    }

    private void startShare(long now) {
        handshake.wipe();
        handshakeDeadline = now + TIME_TO_ACTIVATE_NANOS;
        share = new Share(settings, outlet, handshake.result(), random);
    }

    private void process(long now) {
        int at = 0;
        try {
            while (!closed && !handshake.holdsInput()) {
                int size = nextSize(at);
                if (size < 0 || size > held - at) break;
                message(at, size, now);
                at += size;
            }
        } catch (AuthenticationException e) {
            fail(e.ntStatus(), e.getMessage());
        } catch (ProtocolException e) {
            protocolError(e);
        }
        if (closed) {
            Arrays.fill(inbox, 0, held, (byte) 0);
            held = 0;
        } else if (at > 0) {
            System.arraycopy(inbox, at, inbox, 0, held - at);
            Arrays.fill(inbox, held - at, held, (byte) 0);
            held -= at;
        }
    }

    /** Bytes of the next message, -1 while that is not known. */
    private int nextSize(int at) throws ProtocolException {
        int available = held - at;
        if (available == 0) return -1;
        if (handshake.awaitsTsRequest()) return Der.wholeLength(inbox, at, available, LIMIT_BEFORE_AUTHENTICATION);
        int first = inbox[at] & 0xFF;
        if (first == 3) {
            if (available < 4) return -1;
            int length = (inbox[at + 2] & 0xFF) << 8 | inbox[at + 3] & 0xFF;
            if (length < 7) throw new ProtocolException("a TPKT length of " + length);
            if (handshake.awaitsRequest() && length > ConnectionRequest.LIMIT)
                throw new ProtocolException("a connection request of " + length + " bytes");
            return length;
        }
        if (!handshake.isDone() || (first & 3) != 0) throw new ProtocolException("neither TPKT nor fast path");
        if (available < 2) return -1;
        int length = inbox[at + 1] & 0xFF;
        if (length >= 0x80) {
            if (available < 3) return -1;
            length = (length & 0x7F) << 8 | inbox[at + 2] & 0xFF;
        }
        if (length < 3) throw new ProtocolException("a fast-path length of " + length);
        return length;
    }

    private void message(int at, int size, long now) throws ProtocolException, AuthenticationException {
        if (handshake.awaitsTsRequest()) {
            byte[] request = Arrays.copyOfRange(inbox, at, at + size);
            handshake.tsRequest(request);
            return;
        }
        ByteReader in = new ByteReader(inbox, at, size);
        int first = in.u8();
        if (first != 3) {
            in.skip((in.u8() & 0x80) != 0 ? 1 : 0);
            if (share != null) share.fastPathInput(first, in);
            return;
        }
        in.skip(3);
        if (handshake.awaitsRequest()) {
            String failure = handshake.connectionRequest(in);
            if (failure != null) end(CloseReason.Kind.NEGOTIATION, failure);
            return;
        }
        int header = in.u8();
        if (header != 2 || in.u8() != X224_DATA) throw new ProtocolException("no X.224 data");
        in.skip(1);
        if (!handshake.isDone()) {
            handshake.data(in, now);
            if (handshake.isDone()) startShare(now);
            return;
        }
        domain(in, now);
    }

    private void domain(ByteReader in, long now) throws ProtocolException {
        switch (DomainPdu.read(in)) {
            case DomainPdu.SendDataRequest data -> {
                if (share != null && share.receive(data.channel(), data.data(), now)) {
                    outlet.send(DomainPdu.disconnectProviderUltimatum());
                    end(CloseReason.Kind.CLIENT, "the client left before it was logged on");
                }
            }
            case DomainPdu.DisconnectProviderUltimatum _ -> end(CloseReason.Kind.CLIENT, "the client disconnected");
            case DomainPdu.ChannelJoinRequest join ->
                outlet.send(DomainPdu.channelJoinConfirm(join.user(), join.channel(), false));
            case DomainPdu.ErectDomainRequest _, DomainPdu.AttachUserRequest _ ->
                throw new ProtocolException("an MCS request at the wrong moment");
        }
    }

    private void protocolError(ProtocolException e) {
        end(CloseReason.Kind.PROTOCOL, String.valueOf(e.getMessage()));
    }

    private void end(CloseReason.Kind kind, String detail) {
        if (closed) return;
        closed = true;
        handshake.wipe();
        outlet.emit(new SessionEvent.Closed(new CloseReason(kind, detail)));
    }

    /** Does what is due; call it at {@link #deadlineNanos}. */
    public void tick(long now) {
        if (closed) return;
        if (share != null) share.tick(now);
        if (!isActive() && now - handshakeDeadline >= 0)
            end(CloseReason.Kind.TIMEOUT, "the connection was not made in time");
        else if (share != null && share.isPeerGone(now)) end(CloseReason.Kind.LOST, "the client does not answer");
    }

    /** When {@link #tick} has something to do; Long.MAX_VALUE: never, as it stands. */
    public long deadlineNanos() {
        if (closed) return Long.MAX_VALUE;
        long share = this.share == null ? Long.MAX_VALUE : this.share.deadline();
        return isActive() ? share : Math.min(share, handshakeDeadline);
    }

    /** The right to send a frame now; null while the client has enough to do, is hidden or not yet there. */
    public @Nullable FrameSlot nextFrame(long now) {
        return closed || share == null ? null : share.nextFrame(now);
    }

    /** Whether {@link #nextFrame} would give a slot. */
    public boolean readyForFrame(long now) {
        return !closed && share != null && share.isReadyForFrame(now);
    }

    /** When a window that is closed for want of acknowledgements opens by itself. */
    public long frameDeadlineNanos() {
        return closed || share == null ? Long.MAX_VALUE : share.windowOpensAt();
    }

    /** Whether the bytes of a packed slot may go to the socket; false when the client has moved on meanwhile. */
    public boolean admit(FrameSlot slot, long now) {
        return !closed && share != null && share.admit(slot, now);
    }

    /** The bytes of an admitted frame as they go to the socket: now and then with a bandwidth measurement around them. */
    public ByteBuffer measured(ByteBuffer frame, long now) {
        return closed || share == null ? frame : share.measured(frame, now);
    }

    public void pointer(PointerShape shape) {
        if (!closed && share != null) share.pointer(shape);
    }

    public void pointerPosition(int x, int y) {
        if (!closed && share != null) share.pointerPosition(x, y);
    }

    /** Tells the lock lights, bits as in {@link InputEvent.Synchronize}. */
    public void keyboardIndicators(int locks) {
        if (!closed && share != null) share.keyboardIndicators(locks);
    }

    /** The shared screen has another size; false when the session knows. */
    public boolean resize(int width, int height, long now) {
        if (closed || share == null || !share.resize(width, height)) return false;
        handshakeDeadline = now + TIME_TO_ACTIVATE_NANOS;
        return true;
    }

    /** The client may work now (its user was let in); before this, its wish to leave ends the session at once. */
    public void logOn() {
        if (!closed && share != null) share.logOn(handshake.domain(), handshake.user());
    }

    /** What the client told of itself; null before it did. */
    public @Nullable ClientCore client() {
        return handshake.isDone() ? handshake.result().core() : null;
    }

    /** Ends the session and tells the client why. */
    public void close(ErrorInfo reason) {
        if (closed) return;
        if (share != null) {
            share.close();
            if (reason != ErrorInfo.NONE && handshake.takesErrorInfo()) outlet.send(SharePdu.errorInfo(reason.code()));
            outlet.send(DomainPdu.disconnectProviderUltimatum());
        }
        end(CloseReason.Kind.SERVER, reason.name());
    }
}
