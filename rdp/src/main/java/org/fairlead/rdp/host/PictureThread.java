package org.fairlead.rdp.host;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.FrameSlot;
import org.fairlead.rdp.PointerShape;
import org.fairlead.rdp.SessionEvent;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;
import org.jspecify.annotations.Nullable;

/**
 * Takes pictures of what is shown and sends what changed, when the client is ready for it: the newest picture wins, nothing
 * is sent while nothing changes. One platform thread for each client, started with its first activation.
 */
final class PictureThread {
    /** The shortest time between two frames, and after input of the client's user. */
    static final long PACE_NANOS = 15_000_000L;

    static final long BOOST_PACE_NANOS = 1_000_000L;
    static final long BOOST_NANOS = 100_000_000L;
    private static final int MAX_RECTANGLES = 64;

    private final Connection connection;
    private final ServerOptions.EncoderFactory encoders;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    // guarded by lock
    private @Nullable ScreenSource nextSource;
    private SessionEvent.@Nullable Activated activated;
    private boolean changed;
    private boolean refresh;
    private boolean woken;
    private boolean stopped;
    private boolean started;
    private long boostUntil;
    private boolean boosted;
    private final LineSpeed line = new LineSpeed();
    // of the picture thread only
    private @Nullable ScreenSource source;
    private @Nullable PictureEncoder encoder;
    private int encoderEpoch;
    private final List<Rect> damage = new ArrayList<>();
    private boolean drawAll = true;
    private @Nullable PointerShape pointer;
    private int pointerEpoch;
    private long lastFrameAt;

    PictureThread(Connection connection, ServerOptions.EncoderFactory encoders) {
        this.connection = connection;
        this.encoders = encoders;
    }

    void activated(SessionEvent.Activated event) {
        lock.lock();
        try {
            activated = event;
            woken = true;
            news.signalAll();
            if (!started && !stopped) {
                started = true;
                Thread.ofPlatform().name("rdp-pictures").daemon().start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    void show(ScreenSource next) {
        ScreenSource unused;
        lock.lock();
        try {
            unused = stopped ? next : nextSource;
            if (!stopped) nextSource = next;
            woken = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        if (unused != null) unused.close();
    }

    private void changed() {
        lock.lock();
        try {
            changed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            woken = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void refresh() {
        lock.lock();
        try {
            refresh = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A frame went to the socket; one that did not fit at once tells what the line carries. */
    void written(int bytes, long nanos) {
        lock.lock();
        try {
            line.written(bytes, nanos);
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** The client measured the line. */
    void measured(long bytesPerSecond) {
        lock.lock();
        try {
            line.measured(bytesPerSecond);
        } finally {
            lock.unlock();
        }
    }

    /** The client's user did something: what follows on the screen is urgent. */
    void boost() {
        lock.lock();
        try {
            boosted = true;
            boostUntil = System.nanoTime() + BOOST_NANOS;
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (takeNews()) {
                long wait = step();
                sleep(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            connection.close(ErrorInfo.GRAPHICS_SUBSYSTEM_FAILED);
        } catch (RuntimeException e) {
            connection.failed(e);
        } finally {
            end();
        }
    }

    /** False when it is over. */
    private boolean takeNews() {
        ScreenSource next;
        lock.lock();
        try {
            if (stopped) return false;
            next = nextSource;
            nextSource = null;
            woken = false;
            if (refresh) drawAll = true;
            refresh = false;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            if (source != null) source.close();
            source = next;
            drawAll = true;
            next.start(this::changed);
        }
        return true;
    }

    private void sleep(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            boolean careForChanges = nanos == Long.MAX_VALUE;
            while (!stopped && !woken && !refresh && nextSource == null && left > 0) {
                if (careForChanges && changed) return;
                if (left == Long.MAX_VALUE) news.await();
                else left = news.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends a frame if it can; how long to wait for the next try unless something happens. */
    private long step() {
        ScreenSource from = source;
        SessionEvent.Activated active;
        boolean isChanged;
        long pace;
        long now = System.nanoTime();
        lock.lock();
        try {
            active = activated;
            isChanged = changed;
            pace = boosted && now - boostUntil < 0 ? BOOST_PACE_NANOS : PACE_NANOS;
        } finally {
            lock.unlock();
        }
        if (from == null || active == null) return Long.MAX_VALUE;
        if (encoder != null && encoderEpoch != active.epoch()) drawAll = true;
        long refineAt = encoder == null ? Long.MAX_VALUE : encoder.refineAtNanos();
        boolean refine = refineAt != Long.MAX_VALUE && now - refineAt >= 0;
        if (!isChanged && !drawAll && damage.isEmpty() && !refine)
            return refineAt == Long.MAX_VALUE ? Long.MAX_VALUE : orChange(refineAt - now);
        long early = lastFrameAt + pace - now;
        if (lastFrameAt != 0 && early > 0) return early;
        if (!connection.hasRoom()) return Writer.PATIENCE_NANOS;
        long window = connection.windowOpensIn(now);
        if (window > 0) return window;
        return send(from, active, now);
    }

    /** A wait that a change of the picture ends as well. */
    private long orChange(long nanos) {
        lock.lock();
        try {
            if (changed) return 0;
            long left = nanos;
            while (!stopped && !woken && !refresh && nextSource == null && !changed && left > 0)
                left = news.awaitNanos(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return 0;
    }

    private long send(ScreenSource from, SessionEvent.Activated active, long now) {
        lock.lock();
        try {
            changed = false;
        } finally {
            lock.unlock();
        }
        ScreenSource.Shot shot = from.shoot();
        collect(shot.damage(), shot.frame().bounds());
        showPointer(from.pointer(), active.epoch());
        if (shot.frame().width() != active.width() || shot.frame().height() != active.height()) {
            drawAll = true;
            connection.resize(shot.frame().width(), shot.frame().height());
            lock.lock();
            try {
                return activated == active ? Writer.PATIENCE_NANOS : 0;
            } finally {
                lock.unlock();
            }
        }
        FrameSlot slot = connection.nextFrame(now);
        if (slot == null) return 1_000_000L;
        lastFrameAt = now;
        PictureEncoder drawing = encoder;
        if (drawing == null || encoderEpoch != slot.epoch()) {
            if (drawing != null) drawing.close();
            drawing = encoders.create(
                    slot.path(), shot.frame().width(), shot.frame().height());
            encoder = drawing;
            encoderEpoch = slot.epoch();
            drawAll = true;
        } else if (drawAll) {
            drawing.reset();
        }
        List<Rect> areas = drawAll ? List.of(shot.frame().bounds()) : List.copyOf(damage);
        damage.clear();
        drawAll = false;
        drawing.throughput(bytesPerSecond());
        List<ByteBuffer> commands = drawing.encode(shot.frame(), areas, now);
        List<Move> moves = drawing.moves();
        List<ByteBuffer> bitmaps = drawing.bitmaps();
        if (!commands.isEmpty() || !moves.isEmpty() || !bitmaps.isEmpty() || slot.isOpening())
            connection.sendFrame(slot, slot.pack(moves, bitmaps, commands));
        return 0;
    }

    private long bytesPerSecond() {
        lock.lock();
        try {
            return line.bytesPerSecond();
        } finally {
            lock.unlock();
        }
    }

    private void collect(List<Rect> more, Rect bounds) {
        damage.addAll(Rect.clip(more, bounds));
        if (damage.size() <= MAX_RECTANGLES) return;
        Rect all = damage.stream().reduce(new Rect(0, 0, 0, 0), Rect::union);
        damage.clear();
        damage.add(all);
    }

    private void showPointer(@Nullable PointerShape shape, int epoch) {
        if (shape == null || epoch == pointerEpoch && shape.equals(pointer)) return;
        pointer = shape;
        pointerEpoch = epoch;
        connection.pointer(shape);
    }

    private void end() {
        ScreenSource unused;
        lock.lock();
        try {
            stopped = true;
            unused = nextSource;
            nextSource = null;
        } finally {
            lock.unlock();
        }
        if (unused != null) unused.close();
        if (source != null) source.close();
        if (encoder != null) encoder.close();
    }
}
