package org.fairlead.rdp.channel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.wire.ByteWriter;

/** Packs frames of the graphics pipeline: frame markers, bulk segments, dynamic and static channel. */
public final class PipelinePacker {
    private final int channel;
    private final BulkSegments bulk;

    /** @param channel id of the static channel drdynvc */
    public PipelinePacker(int channel, BulkSegments bulk) {
        this.channel = channel;
        this.bulk = bulk;
    }

    /**
     * @param prologue control messages that go before the frame
     * @param commands what the frame draws; without any there is no frame
     * @param timestamp hours, minutes, seconds and milliseconds as 2.2.2.11 packs them
     */
    public ByteBuffer pack(List<ByteBuffer> prologue, List<ByteBuffer> commands, int frameId, int timestamp) {
        List<ByteBuffer> messages = new ArrayList<>(prologue);
        if (!commands.isEmpty()) {
            messages.add(GraphicsPdu.startFrame(frameId, timestamp));
            messages.addAll(commands);
            messages.add(GraphicsPdu.endFrame(frameId));
        }
        if (messages.isEmpty()) return ByteBuffer.allocate(0);
        ByteBuffer data = bulk.segments(messages);
        ByteWriter out = new ByteWriter(data.remaining() + data.remaining() / 40 + 256);
        DynamicChannels.write(out, channel, data);
        return out.toBuffer();
    }
}
