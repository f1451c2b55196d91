package org.fairlead.rdp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.channel.BulkSegments;
import org.fairlead.rdp.channel.DynamicChannels;
import org.fairlead.rdp.channel.GraphicsPdu;
import org.fairlead.rdp.channel.PipelinePacker;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The graphics channel of one client. All that leaves on it goes through frame slots, one after another, because the bulk
 * compressor's history must be what the client has.
 */
final class Pipeline {
    /** What a message of the client meant. */
    enum Outcome {
        NOTHING,
        /** Capabilities are agreed, for the first time or anew: everything starts over. */
        READY,
        /** The client has no graphics pipeline, or closed it. */
        GONE,
        ACKNOWLEDGED
    }

    private static final int SURFACE = 1;

    private final DynamicChannels channels;
    private final PipelinePacker packer;
    private final Outlet outlet;
    private final List<ByteBuffer> replies = new ArrayList<>();
    private final List<ByteBuffer> setup = new ArrayList<>();
    private boolean opened;
    private boolean surfaceExists;
    private GraphicsPath.@Nullable Pipeline path;
    private int acknowledgedFrame;
    private long queueDepth;

    Pipeline(int channel, BulkSegments bulk, Outlet outlet) {
        this.channels = new DynamicChannels(channel);
        this.packer = new PipelinePacker(channel, bulk);
        this.outlet = outlet;
    }

    void open() {
        outlet.send(channels.capabilitiesRequest());
    }

    boolean isReady() {
        return path != null;
    }

    GraphicsPath.Pipeline path() {
        if (path == null) throw new IllegalStateException("the graphics capabilities are not agreed");
        return path;
    }

    int acknowledgedFrame() {
        return acknowledgedFrame;
    }

    long queueDepth() {
        return queueDepth;
    }

    Outcome receive(byte[] message) throws ProtocolException {
        return switch (channels.receive(message)) {
            case null -> Outcome.NOTHING;
            case DynamicChannels.Message.Capable _ -> {
                outlet.send(channels.createRequest(GraphicsPdu.CHANNEL));
                yield Outcome.NOTHING;
            }
            case DynamicChannels.Message.Opened o -> {
                opened = o.accepted();
                yield opened ? Outcome.NOTHING : Outcome.GONE;
            }
            case DynamicChannels.Message.Closed _ -> {
                opened = false;
                path = null;
                yield Outcome.GONE;
            }
            case DynamicChannels.Message.Data data -> graphics(data.bytes());
        };
    }

    private Outcome graphics(byte[] data) throws ProtocolException {
        if (!opened) throw new ProtocolException("graphics on a channel that is not open");
        Outcome outcome = Outcome.NOTHING;
        for (GraphicsPdu.FromClient message : GraphicsPdu.read(data)) {
            switch (message) {
                case GraphicsPdu.FromClient.CapsAdvertise caps -> {
                    if (caps.version() == 0) return Outcome.GONE;
                    path = new GraphicsPath.Pipeline(caps.version(), caps.flags(), SURFACE);
                    replies.clear();
                    replies.add(GraphicsPdu.capsConfirm(caps.version(), caps.flags()));
                    surfaceExists = false;
                    outcome = Outcome.READY;
                }
                case GraphicsPdu.FromClient.FrameAcknowledge ack -> {
                    acknowledgedFrame = ack.frameId();
                    queueDepth = ack.queueDepth() & 0xFFFF_FFFFL;
                    if (outcome != Outcome.READY) outcome = Outcome.ACKNOWLEDGED;
                }
                case GraphicsPdu.FromClient.CacheImportOffer _ -> replies.add(GraphicsPdu.cacheImportReply());
            }
        }
        return outcome;
    }

    /** A new surface of this size instead of what there was. */
    void prepare(int width, int height) {
        setup.clear();
        if (surfaceExists) setup.add(GraphicsPdu.deleteSurface(SURFACE));
        setup.add(GraphicsPdu.resetGraphics(width, height));
        setup.add(GraphicsPdu.createSurface(SURFACE, width, height));
        setup.add(GraphicsPdu.mapSurfaceToOutput(SURFACE));
    }

    FrameSlot slot(int epoch, int frameId, long now) {
        List<ByteBuffer> first = new ArrayList<>(replies);
        first.addAll(setup);
        if (!setup.isEmpty()) surfaceExists = true;
        replies.clear();
        setup.clear();
        int timestamp = timestamp(now);
        return new FrameSlot(
                epoch,
                frameId,
                path(),
                !first.isEmpty(),
                (_, _, commands, id) -> packer.pack(first, commands, id, timestamp));
    }

    /** RDPGFX_START_FRAME_PDU timestamp: hours, minutes, seconds and milliseconds of any day. */
    private static int timestamp(long now) {
        long millis = Math.floorMod(now / 1_000_000, 86_400_000L);
        return (int) (millis / 3_600_000 << 22 | millis / 60_000 % 60 << 16 | millis / 1000 % 60 << 10 | millis % 1000);
    }

    byte[] close() {
        return opened ? channels.close() : new byte[0];
    }
}
