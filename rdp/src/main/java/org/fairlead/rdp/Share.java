package org.fairlead.rdp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fairlead.rdp.channel.ChannelData;
import org.fairlead.rdp.codec.bulk.MppcCompressor;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Rect;
import org.fairlead.rdp.share.Capabilities;
import org.fairlead.rdp.share.DemandActive;
import org.fairlead.rdp.share.InputEvents;
import org.fairlead.rdp.share.PointerUpdates;
import org.fairlead.rdp.share.SharePdu;
import org.fairlead.rdp.share.UpdatePacker;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/** The share after licensing: capabilities, finalisation, input and output of one client. */
final class Share {
    private enum Phase {
        CONFIRM,
        FINALIZE,
        PIPELINE,
        ACTIVE
    }

    private static final int MAX_AREAS = 255;
    static final long PIPELINE_PATIENCE_NANOS = 2_000_000_000L;

    private final SessionSettings settings;
    private final Outlet outlet;
    private final Handshake.Result client;
    private final RandomGenerator random;
    private final LineCheck line;
    private final @Nullable Pipeline pipeline;
    private final ChannelData dynamicData = new ChannelData();

    private Phase phase = Phase.CONFIRM;
    private int width;
    private int height;
    private int demandedWidth;
    private int demandedHeight;
    private int epoch;
    private int lastFrame;
    private long pipelineDeadline = Long.MAX_VALUE;
    private boolean suppressed;
    private boolean loggedOn;
    private boolean pipelineUsed;
    private @Nullable Capabilities capabilities;
    private @Nullable PointerUpdates pointers;
    private @Nullable GraphicsPath path;
    private @Nullable MppcCompressor compressor;
    private FrameWindow window = new FrameWindow(false);

    Share(SessionSettings settings, Outlet outlet, Handshake.Result client, RandomGenerator random) {
        this.settings = settings;
        this.outlet = outlet;
        this.client = client;
        this.random = random;
        this.line = client.line();
        width = settings.width();
        height = settings.height();
        boolean wanted = settings.pipelineAllowed()
                && client.dynamicChannel() != 0
                && client.core().has(ClientCore.DYNVC_GFX)
                && bitsPerPixel() == 32;
        pipeline =
                wanted ? new Pipeline(client.dynamicChannel(), settings.bulk().get(), outlet) : null;
        demand();
    }

    private int bitsPerPixel() {
        return client.core().bitsPerPixel();
    }

    private void demand() {
        phase = Phase.CONFIRM;
        pipelineDeadline = Long.MAX_VALUE;
        demandedWidth = width;
        demandedHeight = height;
        outlet.send(new DemandActive(width, height, bitsPerPixel(), settings.autoReconnect()).write());
    }

    boolean isActive() {
        return phase == Phase.ACTIVE;
    }

    boolean isLoggedOn() {
        return loggedOn;
    }

    /** Data on one of the client's channels; true when the client asks for the end of an unlogged session. */
    boolean receive(int channel, ByteReader in, long now) throws ProtocolException {
        if (channel == DomainPdu.IO_CHANNEL) return sharePdu(in, now);
        if (channel == client.messageChannel() && channel != 0) line.response(in, now);
        else if (channel == client.dynamicChannel() && channel != 0) dynamic(in, now);
        return false;
    }

    private void dynamic(ByteReader in, long now) throws ProtocolException {
        byte[] message = dynamicData.receive(in);
        if (message == null || pipeline == null) return;
        switch (pipeline.receive(message)) {
            case NOTHING -> {}
            case READY -> usePipeline();
            case GONE -> {
                if (phase == Phase.PIPELINE || pipelineUsed) useUpdates();
            }
            case ACKNOWLEDGED -> acknowledged(pipeline.acknowledgedFrame(), pipeline.queueDepth(), now);
        }
    }

    private void acknowledged(int frameId, long queueDepth, long now) {
        boolean suspend = queueDepth == 0xFFFF_FFFFL;
        long latency = window.acknowledged(frameId, now);
        if (pipelineUsed) window.suspend(suspend);
        outlet.emit(new SessionEvent.FrameAcknowledged(frameId, latency, suspend ? 0 : queueDepth));
    }

    private boolean sharePdu(ByteReader in, long now) throws ProtocolException {
        int length = in.u16();
        if (length == 0x8000) return false; // flow PDU (2.2.8.1.1.1.1): nothing to do
        int type = in.u16() & 0xF;
        in.skip(2);
        switch (type) {
            case SharePdu.CONFIRM_ACTIVE -> confirm(Capabilities.read(in));
            case SharePdu.DATA -> {
                in.skip(8);
                int dataType = in.u8();
                if (in.u8() != 0) throw new ProtocolException("a share PDU is compressed, unasked");
                in.skip(2);
                return dataPdu(dataType, in, now);
            }
            default -> throw new ProtocolException("share PDU type " + type + " is not for a server");
        }
        return false;
    }

    private void confirm(Capabilities confirmed) throws ProtocolException {
        if (phase != Phase.CONFIRM) throw new ProtocolException("Confirm Active at the wrong moment");
        capabilities = confirmed;
        pointers = new PointerUpdates(confirmed);
        phase = Phase.FINALIZE;
    }

    private boolean dataPdu(int type, ByteReader in, long now) throws ProtocolException {
        switch (type) {
            case SharePdu.SYNCHRONIZE -> finalization(SharePdu.synchronize(client.userChannel()));
            case SharePdu.CONTROL -> {
                int action = in.u16();
                if (action == 4) finalization(SharePdu.cooperate());
                else if (action == 1) finalization(SharePdu.grantedControl(client.userChannel()));
            }
            case SharePdu.FONT_LIST -> fontList(now);
            case SharePdu.INPUT -> InputEvents.slowPath(in, this::input);
            case SharePdu.REFRESH_RECT -> refresh(in);
            case SharePdu.SUPPRESS_OUTPUT -> suppress(in.u8() == 0);
            case SharePdu.FRAME_ACKNOWLEDGE -> acknowledged(in.i32(), 0, now);
            case SharePdu.SHUTDOWN_REQUEST -> {
                if (!loggedOn) return true;
                outlet.send(SharePdu.shutdownDenied());
            }
            default -> {} // persistent bitmap caches and the like: nothing to do
        }
        return false;
    }

    private void finalization(byte[] answer) {
        if (phase == Phase.CONFIRM) return; // left over from before a reactivation
        outlet.send(answer);
    }

    private void fontList(long now) throws ProtocolException {
        if (phase == Phase.CONFIRM) return;
        if (phase != Phase.FINALIZE) throw new ProtocolException("a second Font List");
        outlet.send(SharePdu.fontMap());
        line.start(now);
        if (pipeline == null) {
            useUpdates();
        } else if (pipeline.isReady()) {
            usePipeline();
        } else {
            phase = Phase.PIPELINE;
            pipelineDeadline = now + PIPELINE_PATIENCE_NANOS;
            pipeline.open();
        }
    }

    private void usePipeline() {
        if (phase == Phase.CONFIRM || phase == Phase.FINALIZE || pipeline == null) return;
        pipelineUsed = true;
        activate(pipeline.path());
        window = new FrameWindow(true);
        pipeline.prepare(width, height);
    }

    private void useUpdates() {
        pipelineUsed = false;
        if (width != demandedWidth || height != demandedHeight) {
            reactivate();
            return;
        }
        Capabilities caps = capabilities();
        boolean surfaces =
                settings.surfaceCommandsAllowed() && bitsPerPixel() == 32 && UpdatePacker.takesRemoteFx(caps);
        var bitmaps = new GraphicsPath.Bitmaps(
                bitsPerPixel(),
                caps.bitmapCompression(),
                !caps.bitmapHeaderOptional(),
                UpdatePacker.largestBitmap(caps),
                caps.screenBlt());
        // what was packed before is not sent any more, so that the client's history begins anew
        compressor = client.bulkCompression() ? new MppcCompressor() : null;
        activate(surfaces ? UpdatePacker.surfacePath(caps, bitmaps) : bitmaps);
        window = new FrameWindow(
                surfaces && caps.acknowledgesFrames() && caps.surface(Capabilities.SURFCMDS_FRAME_MARKER));
    }

    private void activate(GraphicsPath chosen) {
        phase = Phase.ACTIVE;
        pipelineDeadline = Long.MAX_VALUE;
        path = chosen;
        epoch++;
        outlet.emit(new SessionEvent.Activated(epoch, chosen, width, height));
    }

    private Capabilities capabilities() {
        if (capabilities == null) throw new IllegalStateException("the client did not confirm its capabilities");
        return capabilities;
    }

    void fastPathInput(int header, ByteReader in) throws ProtocolException {
        InputEvents.fastPath(header, in, this::input);
    }

    private void input(InputEvent event) {
        if (phase == Phase.ACTIVE) outlet.emit(new SessionEvent.Input(event));
    }

    private void refresh(ByteReader in) throws ProtocolException {
        int count = in.u8();
        in.skip(3);
        List<Rect> areas = new ArrayList<>();
        for (int i = 0; i < Math.min(count, MAX_AREAS); i++) {
            int left = in.u16();
            int top = in.u16();
            areas.add(new Rect(left, top, in.u16() - left + 1, in.u16() - top + 1));
        }
        if (phase == Phase.ACTIVE)
            outlet.emit(new SessionEvent.RefreshRequested(Rect.clip(areas, new Rect(0, 0, width, height))));
    }

    private void suppress(boolean value) {
        if (suppressed == value) return;
        suppressed = value;
        window.clear();
        if (phase == Phase.ACTIVE) outlet.emit(new SessionEvent.OutputSuppressed(value));
    }

    // what the program asks for

    boolean isReadyForFrame(long now) {
        return phase == Phase.ACTIVE && !suppressed && window.isOpen(now);
    }

    @Nullable
    FrameSlot nextFrame(long now) {
        GraphicsPath chosen = path;
        if (!isReadyForFrame(now) || chosen == null) return null;
        Capabilities caps = capabilities();
        MppcCompressor bulk = compressor;
        int frameId = ++lastFrame;
        return switch (chosen) {
            case GraphicsPath.Bitmaps _ ->
                new FrameSlot(
                        epoch,
                        frameId,
                        chosen,
                        false,
                        (moves, _, commands, _) -> UpdatePacker.bitmaps(moves, commands, caps.fastPathOutput(), bulk));
            case GraphicsPath.SurfaceCommands _ ->
                new FrameSlot(
                        epoch,
                        frameId,
                        chosen,
                        false,
                        (moves, bitmaps, commands, id) ->
                                UpdatePacker.surfaceCommands(moves, bitmaps, commands, id, caps, bulk));
            case GraphicsPath.Pipeline _ -> {
                if (pipeline == null) throw new IllegalStateException("no graphics pipeline is open");
                yield pipeline.slot(epoch, frameId, now);
            }
        };
    }

    long windowOpensAt() {
        return window.opensAt();
    }

    boolean admit(FrameSlot slot, long now) {
        if (slot.path() instanceof GraphicsPath.Pipeline) {
            if (!pipelineUsed) return false;
        } else if (phase != Phase.ACTIVE || slot.epoch() != epoch) {
            return false;
        }
        if (slot.epoch() == epoch) window.sent(slot.frameId(), now);
        line.frameSent(now);
        return true;
    }

    ByteBuffer measured(ByteBuffer frame, long now) {
        return line.measured(frame, now);
    }

    void pointer(PointerShape shape) {
        if (phase == Phase.ACTIVE && pointers != null && !suppressed) outlet.send(pointers.shape(shape));
    }

    void pointerPosition(int x, int y) {
        if (phase == Phase.ACTIVE && pointers != null && !suppressed) outlet.send(pointers.position(x, y));
    }

    void keyboardIndicators(int locks) {
        if (phase == Phase.ACTIVE) outlet.send(SharePdu.keyboardIndicators(locks));
    }

    boolean resize(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) return false;
        width = newWidth;
        height = newHeight;
        if (phase != Phase.ACTIVE) return true; // noticed when the activation under way is done
        if (pipelineUsed) usePipeline();
        else reactivate();
        return true;
    }

    private void reactivate() {
        outlet.send(SharePdu.deactivateAll());
        demand();
    }

    void logOn(String domain, String user) {
        if (loggedOn) return;
        loggedOn = true;
        outlet.send(SharePdu.loggedOn(domain, user));
        if (!settings.autoReconnect()) return;
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        int logonId = random.nextInt() & Integer.MAX_VALUE;
        outlet.send(SharePdu.autoReconnectCookie(logonId, secret));
        outlet.emit(new SessionEvent.ReconnectCookieSent(logonId, secret));
    }

    /** Says good-bye: nothing may follow but the ultimatum. */
    void close() {
        if (pipeline != null) outlet.send(pipeline.close());
    }

    void tick(long now) {
        if (phase == Phase.PIPELINE && now - pipelineDeadline >= 0) useUpdates();
        line.tick(now);
    }

    long deadline() {
        return Math.min(pipelineDeadline, line.deadline());
    }

    boolean isPeerGone(long now) {
        return line.isPeerGone(now);
    }
}
