package org.fairlead.server.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.server.core.sync.AgentDesk;
import org.jspecify.annotations.Nullable;

/**
 * The port that agents connect to: WebSocket at {@code /agent/v1} over TLS 1.3 with client certificates. Two event
 * loops read and write; messages are handled on virtual threads. Started and closed once, by the server's main thread.
 */
public final class GatewayServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());
    private static final int LOOPS = 2;
    private static final int BACKLOG = 4096;
    private static final int MAX_LINE = 512;
    private static final int MAX_HEADERS = 8192;
    private static final long CLOSE_MILLIS = 10_000;

    private final GatewayConfig config;
    private final GatewayTls tls;
    private final GatewayParts parts;
    private final int maxConnections;
    private final Map<EventExecutor, Roster> rosters = new IdentityHashMap<>();
    private final AtomicLong warnedAt = new AtomicLong(Long.MIN_VALUE);
    private @Nullable EventLoopGroup loops;
    private @Nullable Channel listener;

    public GatewayServer(
            GatewayConfig config,
            AgentDesk desk,
            PrivateKey serverKey,
            List<X509Certificate> serverChain,
            X509Certificate deviceAuthority)
            throws IOException {
        this.config = config;
        this.tls = new GatewayTls(serverKey, serverChain, deviceAuthority, config.tls12());
        this.maxConnections = FileDescriptors.connections(config.maxConnections());
        this.parts = new GatewayParts(
                config,
                desk,
                new AcceptGate(config, maxConnections, System::nanoTime),
                new Workers(config.workers()),
                new GatewayStats());
    }

    /** Binds the port. */
    public void start() throws IOException {
        if (maxConnections < config.maxConnections()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the limit of open files leaves room for {0} devices",
                    String.valueOf(maxConnections));
        }
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> type =
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(LOOPS, io);
        loops = group;
        for (EventExecutor loop : group) {
            Roster roster = new Roster();
            rosters.put(loop, roster);
            loop.scheduleWithFixedDelay(() -> roster.sweep(System.nanoTime()), sweep(), sweep(), TimeUnit.MILLISECONDS);
        }
        group.scheduleWithFixedDelay(
                tls::rotateTicketKey, GatewayTls.TICKET_SECONDS, GatewayTls.TICKET_SECONDS, TimeUnit.SECONDS);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(pipeline());
        try {
            listener = bootstrap
                    .bind(new InetSocketAddress(config.bind(), config.port()))
                    .syncUninterruptibly()
                    .channel();
        } catch (RuntimeException e) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        } catch (Exception e) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "cannot listen for devices on " + config.bind() + " port " + config.port() + ": " + e.getMessage(),
                    e);
        }
    }

    /** New connections get this key and certificate. */
    public void replaceKey(PrivateKey key, List<X509Certificate> chain) {
        try {
            tls.replaceKey(key, chain);
        } catch (IOException e) {
            throw new IllegalStateException("cannot use the server's new key: " + e.getMessage(), e);
        }
    }

    /** The port bound. */
    public int port() {
        Channel present = listener;
        if (present == null) {
            throw new IllegalStateException("not started");
        }
        return ((InetSocketAddress) present.localAddress()).getPort();
    }

    /** The TLS engine in use: {@code BoringSSL} or {@code JDK}. */
    public String engine() {
        return tls.engine();
    }

    public GatewayStats.Reading stats() {
        return parts.stats().read();
    }

    /**
     * Tells every device when to come back, each at its own time, closes all connections and waits until the desk knows
     * of every end, ten seconds at most.
     */
    @Override
    public void close() {
        EventLoopGroup group = loops;
        if (group == null) {
            return;
        }
        loops = null;
        if (listener != null) {
            listener.close().syncUninterruptibly();
        }
        AtomicLong slot = new AtomicLong();
        rosters.forEach((loop, roster) -> loop.execute(() -> {
            for (AgentConnection connection : roster.all()) {
                long millis = slot.getAndIncrement() * 1000 / config.goAwayPerSecond();
                connection.close(1_000 + millis, "the server stops");
            }
        }));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        try {
            while (parts.stats().open.get() > 0 && System.nanoTime() < end) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private long sweep() {
        long shortest = Math.min(
                config.handshakeTimeout().toMillis(), config.helloTimeout().toMillis());
        return Math.max(20, Math.min(1000, shortest / 4));
    }

    private ChannelHandler pipeline() {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                admit(channel);
            }
        };
    }

    private void admit(Channel channel) {
        InetAddress peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        AcceptGate.Verdict verdict = parts.gate().enter(peer);
        if (verdict != AcceptGate.Verdict.WELCOME) {
            count(verdict, peer);
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
            return;
        }
        parts.stats().accepted.increment();
        SslHandler handler = tls.context().newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(0);
        HttpDecoderConfig http = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setInitialBufferSize(128);
        channel.pipeline()
                .addLast(handler)
                .addLast(new HttpServerCodec(http))
                .addLast(new AgentConnection(channel, parts, roster(channel), peer));
    }

    private Roster roster(Channel channel) {
        Roster roster = rosters.get(channel.eventLoop());
        if (roster == null) {
            throw new IllegalStateException("a connection on a foreign event loop");
        }
        return roster;
    }

    private void count(AcceptGate.Verdict verdict, InetAddress peer) {
        GatewayStats stats = parts.stats();
        switch (verdict) {
            case TOO_FAST -> stats.refusedByRate.increment();
            case FULL -> stats.refusedWhenFull.increment();
            case TOO_MANY_OF_ADDRESS -> stats.refusedByAddress.increment();
            case WELCOME -> {}
        }
        long now = System.nanoTime();
        long last = warnedAt.get();
        if ((last == Long.MIN_VALUE || now - last > TimeUnit.MINUTES.toNanos(1)) && warnedAt.compareAndSet(last, now)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "refused a connection of {0}: {1}; further ones of this minute are only counted",
                    peer.getHostAddress(),
                    verdict);
        }
    }
}
