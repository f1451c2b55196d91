package org.fairlead.rdp;

import java.nio.ByteBuffer;
import java.util.List;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Move;

/**
 * The right to send one frame. {@link #pack} may run outside of the session's lock, one slot after another on one thread;
 * what it returned then goes to {@link RdpSession#admit} under the lock, and to the socket if that agrees.
 */
public final class FrameSlot {
    /** Wraps commands for the socket. */
    interface Packer {
        ByteBuffer pack(List<Move> moves, List<ByteBuffer> bitmaps, List<ByteBuffer> commands, int frameId);
    }

    private final int epoch;
    private final int frameId;
    private final GraphicsPath path;
    private final boolean pipelineOpening;
    private final Packer packer;

    FrameSlot(int epoch, int frameId, GraphicsPath path, boolean opening, Packer packer) {
        this.epoch = epoch;
        this.frameId = frameId;
        this.path = path;
        this.pipelineOpening = opening;
        this.packer = packer;
    }

    /** Which activation the frame belongs to; encoders belong to one as well. */
    public int epoch() {
        return epoch;
    }

    public int frameId() {
        return frameId;
    }

    public GraphicsPath path() {
        return path;
    }

    /** Whether the slot must be sent even without commands, because it sets up surfaces. */
    public boolean isOpening() {
        return pipelineOpening;
    }

    /** Bytes for the socket; none when there is nothing to say. */
    public ByteBuffer pack(List<ByteBuffer> commands) {
        return pack(List.of(), List.of(), commands);
    }

    /** Bytes for the socket that have the client move areas and then draw; bitmaps are for surface commands only. */
    public ByteBuffer pack(List<Move> moves, List<ByteBuffer> bitmaps, List<ByteBuffer> commands) {
        return packer.pack(moves, bitmaps, commands, frameId);
    }
}
