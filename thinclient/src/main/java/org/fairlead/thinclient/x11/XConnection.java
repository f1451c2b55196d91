package org.fairlead.thinclient.x11;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an X server. One thread uses it, which also closes it; any thread may {@link #wake} that one. Whatever
 * the server does ends in a {@link DisplayException} and never in the end of the program.
 */
final class XConnection implements AutoCloseable {
    private static final long ANSWER_NANOS = 10_000_000_000L;
    private static final int ERROR = 0;
    private static final int REPLY = 1;
    private static final int GENERIC_EVENT = 35;
    private static final int LARGEST_REPLY = 256 << 20;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final XSetup setup;
    private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private ByteBuffer in = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private final ArrayDeque<ByteBuffer> events = new ArrayDeque<>();
    private long sent;
    private int lastId;
    private int errors;
    private @Nullable DisplayException lost;

    private XConnection(SocketChannel channel, DisplayName name) throws IOException {
        this.channel = channel;
        in.limit(0);
        out.put((byte) 'l').put((byte) 0).putShort((short) 11).putShort((short) 0);
        byte[] cookie = name.cookie();
        byte[] scheme = (cookie.length == 0 ? "" : "MIT-MAGIC-COOKIE-1").getBytes(StandardCharsets.US_ASCII);
        out.putShort((short) scheme.length).putShort((short) cookie.length).putShort((short) 0);
        out.put(scheme).put(new byte[-scheme.length & 3]).put(cookie).put(new byte[-cookie.length & 3]);
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, SelectionKey.OP_READ);
        try {
            flush();
            ByteBuffer head = take(8);
            ByteBuffer body = take((head.getShort(6) & 0xFFFF) * 4);
            if (head.get(0) != 1) {
                byte[] reason = new byte[Math.min(head.get(1) & 0xFF, body.remaining())];
                body.get(reason);
                throw new DisplayException(
                        "display " + name + " refused: " + new String(reason, StandardCharsets.ISO_8859_1).strip());
            }
            setup = XSetup.read(body);
        } catch (IOException | RuntimeException e) {
            selector.close();
            throw e;
        }
    }

    /** Connects to a display such as ":0", with the cookie of XAUTHORITY when there is one. */
    static XConnection open(String display) throws DisplayException {
        DisplayName name = DisplayName.parse(display);
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(name.address());
            return new XConnection(channel, name);
        } catch (IOException | RuntimeException e) {
            close(channel);
            if (e instanceof DisplayException display2) throw display2;
            throw new DisplayException("display " + name + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void close(@Nullable SocketChannel channel) {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            // nothing is left to lose
        }
    }

    XSetup setup() {
        return setup;
    }

    /** Errors that the server reported for requests without an answer. */
    int errors() {
        return errors;
    }

    int newId() {
        return setup.idBase() | (++lastId * Integer.lowestOneBit(setup.idMask()) & setup.idMask());
    }

    /** An extension by its name, if the server has it. */
    Optional<XExtension> extension(String name) throws DisplayException {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer reply = ask(new Request(98, 0).u16(bytes.length).u16(0).text(bytes));
        if (reply.get(8) == 0) return Optional.empty();
        return Optional.of(new XExtension(reply.get(9) & 0xFF, reply.get(10) & 0xFF));
    }

    /** Queues a request that has no answer. */
    void send(Request request) throws DisplayException {
        ByteBuffer bytes = request.finished();
        if (out.remaining() < bytes.remaining()) flush();
        if (out.remaining() < bytes.remaining()) throw new IllegalArgumentException("a request of too many bytes");
        out.put(bytes);
        sent++;
    }

    /** Sends a request and waits for its answer; an error of the server is thrown. */
    ByteBuffer ask(Request request) throws DisplayException {
        return answer(request).orElseThrow(() -> new DisplayException("the display refused a request it should know"));
    }

    /** Sends a request and waits for its answer; empty when the server reports an error. */
    Optional<ByteBuffer> answer(Request request) throws DisplayException {
        send(request);
        flush();
        while (true) {
            ByteBuffer packet = packet();
            boolean mine = (packet.getShort(2) & 0xFFFF) == (sent & 0xFFFF);
            int kind = packet.get(0);
            if (kind == REPLY && mine) return Optional.of(packet);
            if (kind == ERROR && mine) return Optional.empty();
            keep(packet);
        }
    }

    /** An answer that is as long as its own fields say. */
    static ByteBuffer atLeast(ByteBuffer answer, int bytes) throws DisplayException {
        if (answer.limit() < bytes) throw new DisplayException("the display is lost: an answer is cut short");
        return answer;
    }

    /** Waits until the server has done everything so far; false when it reported an error meanwhile. */
    boolean sync() throws DisplayException {
        int before = errors;
        ask(new Request(43, 0));
        return errors == before;
    }

    private void keep(ByteBuffer packet) {
        if (packet.get(0) == ERROR) errors++;
        else if (packet.get(0) != REPLY) events.add(packet);
    }

    /** The next event, waiting for it as long as said or until {@link #wake}; empty when none came. */
    Optional<ByteBuffer> event(long timeoutNanos) throws DisplayException {
        flush();
        if (events.isEmpty() && !complete()) fill(timeoutNanos, false);
        while (complete()) keep(packet());
        return Optional.ofNullable(events.poll());
    }

    /** Whether something was read from the server that {@link #event} has not given out yet. */
    boolean hasMore() {
        return !events.isEmpty() || in.hasRemaining();
    }

    /** Ends a wait of the connection's thread, now or the next one; for any thread. */
    void wake() {
        selector.wakeup();
    }

    /** One more selector that is ready when the server has said something; for a thread that only waits for that. */
    Selector activity() throws DisplayException {
        try {
            Selector another = Selector.open();
            channel.register(another, SelectionKey.OP_READ);
            return another;
        } catch (IOException e) {
            throw lose(e);
        }
    }

    void flush() throws DisplayException {
        check();
        out.flip();
        try {
            long deadline = System.nanoTime() + ANSWER_NANOS;
            while (out.hasRemaining()) {
                // a server stops reading while its own output is full, so make room for that, too
                if (channel.write(out) > 0 || read()) continue;
                if (System.nanoTime() > deadline) throw new IOException("the display takes no more requests");
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                selector.select(1000);
                selector.selectedKeys().clear();
                key.interestOps(SelectionKey.OP_READ);
            }
        } catch (IOException e) {
            throw lose(e);
        } finally {
            out.clear();
        }
    }

    private boolean complete() {
        return in.remaining() >= 32 && in.remaining() >= length();
    }

    private int length() {
        int kind = in.get(in.position()) & 0x7F;
        int more = kind == REPLY || kind == GENERIC_EVENT ? in.getInt(in.position() + 4) : 0;
        if (more < 0 || more > LARGEST_REPLY / 4) return Integer.MAX_VALUE;
        return 32 + more * 4;
    }

    private ByteBuffer packet() throws DisplayException {
        need(32);
        int length = length();
        if (length == Integer.MAX_VALUE) throw lose(new IOException("an answer of the display is too large"));
        return take(length);
    }

    private ByteBuffer take(int count) throws DisplayException {
        need(count);
        byte[] bytes = new byte[count];
        in.get(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void need(int count) throws DisplayException {
        if (in.capacity() < count) in = copy(count + (1 << 16));
        long deadline = System.nanoTime() + ANSWER_NANOS;
        while (in.remaining() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) throw lose(new IOException("the display does not answer"));
            fill(left, true);
        }
    }

    private ByteBuffer copy(int capacity) {
        return ByteBuffer.allocateDirect(capacity)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(in)
                .flip();
    }

    private void fill(long timeoutNanos, boolean again) throws DisplayException {
        check();
        try {
            if (read()) return;
            if (timeoutNanos <= 0) return;
            selector.select(Math.max(1, timeoutNanos / 1_000_000));
            selector.selectedKeys().clear();
            if (!read() && again && Thread.currentThread().isInterrupted())
                throw new IOException("the wait for the display was interrupted");
        } catch (IOException e) {
            throw lose(e);
        }
    }

    private boolean read() throws IOException {
        if (in.remaining() == in.capacity()) in = copy(in.capacity() * 2);
        in.compact();
        try {
            int count = channel.read(in);
            if (count < 0) throw new IOException("the X server has gone");
            return count > 0;
        } finally {
            in.flip();
        }
    }

    private void check() throws DisplayException {
        if (lost != null) throw lost;
    }

    private DisplayException lose(IOException cause) {
        lost = new DisplayException("the display is lost: " + cause.getMessage(), cause);
        return lost;
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            // the channel is closed all the same
        }
        close(channel);
        if (lost == null) lost = new DisplayException("the connection to the display is closed");
    }
}
