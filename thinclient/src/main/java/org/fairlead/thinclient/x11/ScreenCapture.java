package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.rdp.PointerShape;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Rect;
import org.jspecify.annotations.Nullable;

/**
 * The screen of a display as it changes. One thread opens, waits on and closes it; {@link #wake} is for any thread. The
 * memory of a frame stays valid until the call of {@link #await} after the one that reported another size.
 */
public final class ScreenCapture implements AutoCloseable {
    private static final int STRUCTURE_NOTIFY = 0x20000;
    private static final int CONFIGURE_NOTIFY = 22;
    private static final int REPORT_NON_EMPTY = 3;
    static final long POLL_NANOS = 100_000_000;
    /** So many rectangles are better copied as the one around them. */
    private static final int MOST_RECTANGLES = 64;

    private static final int MOST_FAILURES = 5;

    private final XConnection x;
    private final Optional<XExtension> shm;
    private final @Nullable XExtension damageExtension;
    private final @Nullable XExtension fixes;
    private final @Nullable XExtension randr;
    private final int damage;
    private final int region;
    private PixelSource pixels;
    private @Nullable PixelSource retired;
    private boolean fresh = true;
    private boolean damaged;
    private boolean pointerChanged = true;
    private boolean sizeChanged;
    private int failures;
    private long nextPoll;

    /** Which means the display offers; leaving some out is for tests of what is done without them. */
    public enum Means {
        ALL,
        NO_SHARED_MEMORY,
        NO_DAMAGE
    }

    private ScreenCapture(XConnection x, Means means) throws DisplayException {
        this.x = x;
        shm = means == Means.NO_SHARED_MEMORY ? Optional.empty() : x.extension("MIT-SHM");
        fixes = x.extension("XFIXES").orElse(null);
        XExtension found = x.extension("DAMAGE").orElse(null);
        damageExtension = means == Means.NO_DAMAGE || fixes == null ? null : found;
        randr = x.extension("RANDR").orElse(null);
        int root = x.setup().root();
        if (fixes != null) {
            x.ask(fixes.request(0).u32(4).u32(0));
            x.send(fixes.request(3).u32(root).u32(1));
        }
        if (randr != null) {
            x.ask(randr.request(0).u32(1).u32(2));
            x.send(randr.request(4).u32(root).u16(1).u16(0));
        }
        x.send(new Request(2, 0).u32(root).u32(0x800).u32(STRUCTURE_NOTIFY));
        damage = x.newId();
        region = x.newId();
        if (damageExtension != null && fixes != null) {
            x.ask(damageExtension.request(0).u32(1).u32(1));
            x.send(damageExtension
                    .request(1)
                    .u32(damage)
                    .u32(root)
                    .u8(REPORT_NON_EMPTY)
                    .zeros(3));
            x.send(fixes.request(5).u32(region));
        }
        pixels = source();
    }

    public static ScreenCapture open(String display) throws DisplayException {
        return open(display, Means.ALL);
    }

    public static ScreenCapture open(String display, Means means) throws DisplayException {
        XConnection x = XConnection.open(display);
        try {
            return new ScreenCapture(x, means);
        } catch (DisplayException | RuntimeException e) {
            x.close();
            throw e;
        }
    }

    private PixelSource source() throws DisplayException {
        ByteBuffer geometry = x.ask(new Request(14, 0).u32(x.setup().root()));
        int width = geometry.getShort(16) & 0xFFFF;
        int height = geometry.getShort(18) & 0xFFFF;
        if (shm.isPresent() && x.setup().isPlain()) {
            try {
                return new SharedPixels(x, shm.get(), width, height);
            } catch (DisplayException e) {
                x.flush();
            }
        }
        return new SocketPixels(x, width, height);
    }

    /** The screen as it was when {@link #await} last returned. */
    public Frame frame() {
        return pixels.frame();
    }

    /** Whether pixels come through shared memory. */
    public boolean isShared() {
        return pixels instanceof SharedPixels;
    }

    /**
     * What happened on the screen.
     *
     * @param damage where pixels may have changed; the frame has them already
     * @param resized whether the frame is another one, of which everything is damaged
     * @param pointer whether the pointer's shape changed; {@link ScreenCapture#pointer} tells it
     */
    public record Changes(List<Rect> damage, boolean resized, boolean pointer) {
        public boolean isEmpty() {
            return damage.isEmpty() && !pointer;
        }
    }

    /** Waits for changes as long as said or until {@link #wake}, and fetches their pixels. */
    public Changes await(long timeoutNanos) throws DisplayException {
        if (retired != null) {
            retired.close();
            retired = null;
        }
        long wait = fresh || damaged || pointerChanged || sizeChanged ? 0 : timeoutNanos;
        if (damageExtension == null) wait = Math.min(wait, Math.max(0, nextPoll - System.nanoTime()));
        for (var event = x.event(wait); event.isPresent(); event = x.event(0)) note(event.get());
        boolean resized = false;
        if (sizeChanged) resized = resize();
        List<Rect> areas = damagedAreas();
        boolean complete = fetch(areas);
        boolean pointer = pointerChanged;
        pointerChanged = false;
        if (!complete) {
            // the screen became smaller while it was copied; the event that says so is on its way
            if (++failures == MOST_FAILURES) throw new DisplayException("the display does not show its screen");
            sizeChanged = true;
            fresh = true;
            return new Changes(List.of(), resized, pointer);
        }
        failures = 0;
        return new Changes(areas, resized, pointer);
    }

    /** Whether changes are noticed by asking again and again, because the display does not tell them. */
    boolean isPolling() {
        return damageExtension == null;
    }

    /** Whether the display has said something already that {@link #await} has not looked at. */
    boolean hasMore() {
        return x.hasMore();
    }

    /** A selector that becomes ready when the display has said something; whoever takes it closes it. */
    Selector activity() throws DisplayException {
        return x.activity();
    }

    /** Reports all of the screen as damaged at the next {@link #await}; for the thread that waits. */
    public void refresh() {
        fresh = true;
    }

    public void wake() {
        x.wake();
    }

    private void note(ByteBuffer event) {
        int code = event.get(0) & 0x7F;
        if (damageExtension != null && code == damageExtension.firstEvent()) damaged = true;
        else if (fixes != null && code == fixes.firstEvent() + 1) pointerChanged = true;
        else if (randr != null && code == randr.firstEvent()) sizeChanged = true;
        else if (code == CONFIGURE_NOTIFY && event.getInt(8) == x.setup().root()) sizeChanged = true;
    }

    private boolean resize() throws DisplayException {
        sizeChanged = false;
        ByteBuffer geometry = x.ask(new Request(14, 0).u32(x.setup().root()));
        Frame frame = pixels.frame();
        if ((geometry.getShort(16) & 0xFFFF) == frame.width() && (geometry.getShort(18) & 0xFFFF) == frame.height())
            return false;
        retired = pixels;
        pixels = source();
        fresh = true;
        return true;
    }

    private List<Rect> damagedAreas() throws DisplayException {
        Rect screen = pixels.frame().bounds();
        List<Rect> areas = List.of();
        if (damageExtension == null || fixes == null) {
            if (System.nanoTime() >= nextPoll) {
                nextPoll = System.nanoTime() + POLL_NANOS;
                fresh = true;
            }
        } else if (damaged || fresh) {
            damaged = false;
            x.send(damageExtension.request(3).u32(damage).u32(0).u32(region));
            ByteBuffer reply = x.ask(fixes.request(19).u32(region));
            areas = Rect.clip(rectangles(reply), screen);
        }
        if (!fresh) return areas;
        fresh = false;
        return List.of(screen);
    }

    private static List<Rect> rectangles(ByteBuffer reply) {
        int count = reply.getInt(4) / 2;
        if (count > MOST_RECTANGLES) return List.of(rectangle(reply, 8));
        List<Rect> areas = new ArrayList<>(count);
        for (int i = 0; i < count; i++) areas.add(rectangle(reply, 32 + 8 * i));
        return areas;
    }

    private static Rect rectangle(ByteBuffer in, int at) {
        return new Rect(
                in.getShort(at), in.getShort(at + 2), in.getShort(at + 4) & 0xFFFF, in.getShort(at + 6) & 0xFFFF);
    }

    private boolean fetch(List<Rect> areas) throws DisplayException {
        if (areas.isEmpty()) return true;
        for (Rect area : areas) pixels.fetch(area);
        return pixels.finish();
    }

    /** The shape that the pointer has now. */
    public PointerShape pointer() throws DisplayException {
        if (fixes == null) return PointerShape.HIDDEN;
        Optional<ByteBuffer> reply = x.answer(fixes.request(4));
        return reply.map(PointerImages::read).orElse(PointerShape.HIDDEN);
    }

    /** Ends the connection and frees all memory; frames must not be read any more. */
    @Override
    public void close() {
        if (retired != null) retired.close();
        pixels.close();
        x.close();
    }
}
