package org.fairlead.rdp.host;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fairlead.rdp.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one client. While the connection is made, the reader's thread writes its own answers ({@link #writeHere});
 * from {@link #start} on, a thread does: control messages first, then at most one waiting frame. It ends when it is told to
 * finish, after the control messages before that, or when the line breaks.
 */
final class Writer {
    static final long PATIENCE_NANOS = 30_000_000_000L;

    /** Hears that a frame of so many bytes has gone to the socket, and how long that took. */
    interface Drained {
        void frame(int bytes, long nanos);
    }

    private final Drained drained;
    private final OutputStream out;
    private final Socket socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<byte[]> control = new ArrayDeque<>();
    private @Nullable ByteBuffer frame;
    private boolean started;
    private boolean finishing;
    private boolean over;
    private long writingSince;

    /** @param socket whose output is shut down at the end
     */
    Writer(Drained drained, OutputStream out, Socket socket) {
        this.drained = drained;
        this.out = out;
        this.socket = socket;
    }

    void start() {
        lock.lock();
        try {
            if (started) return;
            started = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("rdp-writer").start(this::run);
    }

    void control(byte[] bytes) {
        if (bytes.length == 0) return;
        lock.lock();
        try {
            if (!over) control.addLast(bytes);
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits on the calling thread; does nothing once the writer has its own. */
    void writeHere() throws IOException {
        byte[] all;
        lock.lock();
        try {
            if (started || control.isEmpty()) return;
            ByteWriter together = new ByteWriter(1024);
            while (!control.isEmpty()) together.bytes(control.removeFirst());
            all = together.toByteArray();
        } finally {
            lock.unlock();
        }
        out.write(all);
    }

    /** Whether a frame may be handed over: none waits. */
    boolean hasRoom() {
        lock.lock();
        try {
            return frame == null && !finishing && !over;
        } finally {
            lock.unlock();
        }
    }

    void frame(ByteBuffer bytes) {
        lock.lock();
        try {
            if (over || finishing) return;
            if (frame != null) throw new IllegalStateException("a frame waits already");
            frame = bytes;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the waiting frame, which the client must not get any more. */
    void dropFrame() {
        lock.lock();
        try {
            frame = null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether one write lasts so long that the client must be gone. */
    boolean isStuck(long now) {
        lock.lock();
        try {
            return writingSince != 0 && now - writingSince > PATIENCE_NANOS;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the writing after the control messages so far. */
    void finish() {
        boolean alone;
        lock.lock();
        try {
            alone = !started && !finishing;
            finishing = true;
            frame = null;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        if (!alone) return;
        try {
            writeHere();
            socket.shutdownOutput();
        } catch (IOException e) {
            // the line is gone already, and with it whoever would have read this
        }
    }

    private void run() {
        try {
            while (true) {
                byte[] message;
                ByteBuffer picture = null;
                lock.lock();
                try {
                    writingSince = 0;
                    while (control.isEmpty() && frame == null && !finishing) work.awaitUninterruptibly();
                    message = control.pollFirst();
                    if (message == null) {
                        picture = frame;
                        frame = null;
                        if (picture == null) break;
                    }
                    writingSince = Math.max(1, System.nanoTime());
                } finally {
                    lock.unlock();
                }
                if (message != null) out.write(message);
                if (picture != null) {
                    long from = System.nanoTime();
                    out.write(picture.array(), picture.arrayOffset() + picture.position(), picture.remaining());
                    drained.frame(picture.remaining(), System.nanoTime() - from);
                }
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            // the reader sees the broken line as well and ends the connection
        } finally {
            lock.lock();
            try {
                over = true;
                control.clear();
                frame = null;
                writingSince = 0;
            } finally {
                lock.unlock();
            }
        }
    }
}
