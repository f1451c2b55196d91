package org.fairlead.rdp.host;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.FrameSlot;
import org.fairlead.rdp.PointerShape;
import org.fairlead.rdp.RdpSession;
import org.fairlead.rdp.SessionEvent;
import org.fairlead.rdp.SessionSettings;
import org.fairlead.rdp.channel.BulkSegments;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.connect.ConnectionRequest;
import org.jspecify.annotations.Nullable;

/** One client: the session behind a lock, its socket, its reader, its writer and its picture thread. */
final class Connection implements RdpConnection {
    private static final Logger LOG = System.getLogger(Connection.class.getName());
    private static final long EPOCH_DIFFERENCE_SECONDS = 11_644_473_600L;
    private static final long WATCH_NANOS = 1_000_000_000L;
    private static final long LAST_WORDS_NANOS = 1_000_000_000L;
    private static final int SEND_BUFFER = 128 * 1024;

    private final RdpServer server;
    private final Socket socket;
    private final InetAddress address;
    final ReentrantLock lock = new ReentrantLock();
    final RdpSession session;
    /** Of the bare socket at first, which says no more than the answer to the first message; then of TLS. */
    private volatile Writer writer;

    private final Logon logon;
    final PictureThread pictures;
    private String user = "";
    private String clientName = "";
    private boolean announced;
    private SessionEvent.@Nullable Reconnects cookie;
    private @Nullable Connection resumes;
    private volatile long roundTripNanos;
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Semaphore over = new Semaphore(0);
    private final Semaphore read = new Semaphore(0);
    private volatile @Nullable CloseReason reason;

    Connection(RdpServer server, Socket socket) throws IOException {
        this.server = server;
        this.socket = socket;
        this.address = socket.getInetAddress();
        socket.setTcpNoDelay(true);
        socket.setSendBufferSize(SEND_BUFFER);
        noticeDeadLines(socket);
        ServerOptions options = server.options;
        SessionSettings settings = new SessionSettings(
                options.computerName(),
                server.publicKey,
                !options.networkLevelRequired(),
                true,
                options.width(),
                options.height(),
                options.pipelineAllowed(),
                options.surfaceCommandsAllowed(),
                options.reconnectWithin().isPositive(),
                BulkSegments::rdp8);
        Instant now = Instant.now();
        long fileTime = (now.getEpochSecond() + EPOCH_DIFFERENCE_SECONDS) * 10_000_000L + now.getNano() / 100;
        session = new RdpSession(settings, server.random, fileTime, System.nanoTime());
        logon = new Logon(session, lock, server.guard, server.handler, address);
        pictures = new PictureThread(this, options.encoders());
        writer = new Writer(pictures::written, socket.getOutputStream(), socket);
    }

    /** A client that vanished without a word is noticed after half a minute, also where nothing is sent to it. */
    private static void noticeDeadLines(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        if (!socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) return;
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 15);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }

    void start() {
        // a platform thread: its answers come some ten microseconds sooner, which decides about the 100 ms that some
        // clients sleep when an answer is not there at once
        Thread.ofPlatform().name("rdp-reader").daemon().start(this::run);
    }

    private void run() {
        Thread.ofVirtual().name("rdp-timer").start(this::watch);
        try {
            socket.setSoTimeout((int) (RdpSession.TIME_TO_AUTHENTICATE_NANOS / 1_000_000));
            connectionRequest(socket.getInputStream());
            writer.writeHere();
            if (!session.isClosed()) {
                SSLSocket secure = server.secure(socket);
                lock.lock();
                try {
                    writer = new Writer(pictures::written, secure.getOutputStream(), secure);
                } finally {
                    lock.unlock();
                }
                socket.setSoTimeout(0);
                locked(() -> session.tlsStarted(System.nanoTime()));
                writer.writeHere();
                read(secure.getInputStream());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", address, e.getMessage());
            ended(new CloseReason(announced ? CloseReason.Kind.LOST : CloseReason.Kind.CLIENT, "the line broke"));
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            finish();
        }
    }

    /** The first message, byte by byte exact, because TLS begins right behind it. */
    private void connectionRequest(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        int length = head.length < 4 ? 0 : (head[2] & 0xFF) << 8 | head[3] & 0xFF;
        byte[] rest = in.readNBytes(Math.clamp(length - 4, 0, ConnectionRequest.LIMIT));
        lock.lock();
        try {
            session.receive(head, 0, head.length, System.nanoTime());
            session.receive(rest, 0, rest.length, System.nanoTime());
            boolean tls = false;
            for (SessionEvent event : session.takeEvents()) {
                if (event instanceof SessionEvent.StartTls) tls = true;
                else handle(event);
            }
            if (!tls) ended(new CloseReason(CloseReason.Kind.PROTOCOL, "no connection request"));
            writer.control(session.takeOutput());
        } finally {
            lock.unlock();
        }
    }

    private void read(InputStream in) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        while (true) {
            int count = in.read(buffer);
            if (count < 0) {
                ended(new CloseReason(CloseReason.Kind.CLIENT, "the client closed the line"));
                return;
            }
            locked(() -> session.receive(buffer, 0, count, System.nanoTime()));
            writer.writeHere();
        }
    }

    /** Does what is due in time, whatever the reader waits for; closes the line of a session that is over. */
    private void watch() {
        try {
            while (true) {
                long wait;
                lock.lock();
                try {
                    session.tick(System.nanoTime());
                    handleEvents();
                    if (session.isClosed()) break;
                    wait = session.deadlineNanos() - System.nanoTime();
                } finally {
                    lock.unlock();
                }
                flush();
                if (writer.isStuck(System.nanoTime()))
                    ended(new CloseReason(CloseReason.Kind.LOST, "the client takes no bytes"));
                over.tryAcquire(Math.clamp(wait, 1_000_000L, WATCH_NANOS), TimeUnit.NANOSECONDS);
            }
            flush();
            writer.finish();
            // the client reads the last words before the line goes, if it still listens
            read.tryAcquire(LAST_WORDS_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeSocket();
        }
    }

    /** Moves what the session has to say to the writer. */
    void flush() {
        lock.lock();
        try {
            writer.control(session.takeOutput());
        } finally {
            lock.unlock();
        }
    }

    /** Handles all events; the lock is held. */
    private void handleEvents() {
        List<SessionEvent> events = session.takeEvents();
        while (!events.isEmpty()) {
            for (SessionEvent event : events) handle(event);
            events = session.takeEvents();
        }
    }

    private void handle(SessionEvent event) {
        switch (event) {
            case SessionEvent.StartTls _ -> throw new IllegalStateException("TLS begins twice");
            case SessionEvent.AuthenticationNeeded(String name, String domain) -> logon.networkLevel(name, domain);
            case SessionEvent.PasswordOffered(String name, String domain, char[] password) ->
                logon.password(name, domain, password, cookieOpens(name));
            case SessionEvent.Authenticated(String name) -> {
                user = name;
                server.guard.succeeded(address);
                server.authenticated(this);
            }
            case SessionEvent.AuthenticationFailed(String name) -> server.handler.refused(name, address);
            case SessionEvent.Activated activated -> {
                writer.start();
                pictures.activated(activated);
                if (!announced) announce();
            }
            case SessionEvent.Input input -> {
                pictures.boost();
                server.handler.input(this, input.input());
            }
            case SessionEvent.OutputSuppressed(boolean hidden) -> {
                if (!hidden) pictures.refresh();
                pictures.wake();
            }
            case SessionEvent.RefreshRequested _ -> pictures.refresh();
            case SessionEvent.FrameAcknowledged _ -> pictures.wake();
            case SessionEvent.RoundTrip(long nanos) -> roundTripNanos = nanos;
            case SessionEvent.Bandwidth(long bytesPerSecond) -> pictures.measured(bytesPerSecond);
            case SessionEvent.Reconnects reconnects -> cookie = reconnects;
            case SessionEvent.ReconnectCookieSent(int logonId, byte[] random) ->
                server.reconnects.given(logonId, random, this, System.nanoTime());
            case SessionEvent.Closed(CloseReason why) -> ended(why);
        }
    }

    /** Whether the client may come in as this user by its cookie alone. */
    private boolean cookieOpens(String name) {
        if (cookie == null) return false;
        Connection earlier = server.reconnects.find(cookie.logonId(), cookie.verifier(), System.nanoTime());
        return earlier != null && earlier.user.equalsIgnoreCase(name);
    }

    /** Tells the program of this client, unless there are too many; an earlier connection that it continues ends before. */
    private void announce() {
        ClientCore client = session.client();
        clientName = client == null ? "" : client.name();
        Connection earlier =
                cookie == null ? null : server.reconnects.take(cookie.logonId(), cookie.verifier(), System.nanoTime());
        if (earlier != null && earlier.user.equalsIgnoreCase(user) && earlier.replaced()) resumes = earlier;
        if (logon.wasByCookie() && resumes == null) {
            session.close(ErrorInfo.SERVER_FRESH_CREDENTIALS_REQUIRED);
        } else if (server.announced()) {
            announced = true;
            server.handler.connected(this);
        } else {
            session.close(ErrorInfo.OUT_OF_MEMORY);
        }
    }

    /** Makes room for somebody else before it is authenticated. */
    void evict() {
        ended(new CloseReason(CloseReason.Kind.TIMEOUT, "another address needs the place"));
        closeSocket();
    }

    /** There was no place for it; it never started. */
    void turnAway() {
        closeSocket();
    }

    /** Its client came back on another line; whether this one is over now, and the program knows. */
    private boolean replaced() {
        ended(new CloseReason(CloseReason.Kind.LOST, "the client came back on another line"));
        closeSocket();
        try {
            return gone.await(LAST_WORDS_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Remembers why it ended, the first reason counts. */
    private void ended(CloseReason why) {
        lock.lock();
        try {
            if (reason == null) {
                reason = why;
                LOG.log(Level.DEBUG, "{0} ends: {1} {2}", address, why.kind(), why.detail());
            }
            session.close(ErrorInfo.NONE);
            writer.control(session.takeOutput());
        } finally {
            lock.unlock();
        }
        pictures.stop();
        over.release();
    }

    void failed(RuntimeException e) {
        LOG.log(Level.ERROR, "a connection fails", e);
        ended(new CloseReason(CloseReason.Kind.SERVER, "an error of the server"));
    }

    private void finish() {
        ended(new CloseReason(CloseReason.Kind.SERVER, ""));
        read.release();
        CloseReason why = reason;
        server.ended(this, announced);
        boolean broken = announced && why != null && why.kind() == CloseReason.Kind.LOST;
        server.reconnects.ended(this, broken, System.nanoTime());
        try {
            if (announced && why != null) server.handler.closed(this, why);
        } finally {
            gone.countDown();
        }
    }

    boolean hasRoom() {
        return writer.hasRoom();
    }

    long windowOpensIn(long now) {
        lock.lock();
        try {
            if (session.readyForFrame(now)) return 0;
            long at = session.frameDeadlineNanos();
            return at == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, at - now);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    FrameSlot nextFrame(long now) {
        lock.lock();
        try {
            return session.nextFrame(now);
        } finally {
            lock.unlock();
        }
    }

    void sendFrame(FrameSlot slot, ByteBuffer bytes) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (!session.admit(slot, now)) return;
            writer.control(session.takeOutput());
            writer.frame(session.measured(bytes, now));
        } finally {
            lock.unlock();
        }
    }

    void resize(int width, int height) {
        lock.lock();
        try {
            if (!session.resize(width, height, System.nanoTime())) return;
            if (!session.isActive()) writer.dropFrame();
            handleEvents();
        } finally {
            lock.unlock();
        }
        flush();
    }

    void pointer(PointerShape shape) {
        locked(() -> session.pointer(shape));
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a socket does not close", e);
        }
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public String clientName() {
        return clientName;
    }

    @Override
    public @Nullable RdpConnection resumes() {
        return resumes;
    }

    @Override
    public Duration roundTrip() {
        return Duration.ofNanos(roundTripNanos);
    }

    @Override
    public void show(ScreenSource source) {
        pictures.show(source);
    }

    @Override
    public void logOn() {
        locked(session::logOn);
    }

    @Override
    public void pointerPosition(int x, int y) {
        locked(() -> session.pointerPosition(x, y));
    }

    @Override
    public void keyboardIndicators(int locks) {
        locked(() -> session.keyboardIndicators(locks));
    }

    @Override
    public void close(ErrorInfo why) {
        server.reconnects.ended(this, false, System.nanoTime());
        locked(() -> session.close(why));
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
            handleEvents();
        } finally {
            lock.unlock();
        }
        flush();
    }
}
