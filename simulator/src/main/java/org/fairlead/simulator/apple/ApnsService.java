package org.fairlead.simulator.apple;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.jspecify.annotations.Nullable;

/**
 * The push service: HTTP/2 with the push certificate, the checks and answers of the real one, and a phone behind each
 * registered token. Opened and closed by its owner; its own threads serve.
 */
final class ApnsService implements AutoCloseable {
    private static final int MAX_PAYLOAD = 4_096;

    private final Map<String, Registration> tokens = new ConcurrentHashMap<>();
    private final Map<String, Instant> gone = new ConcurrentHashMap<>();
    private final Consumer<String> say;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    /** Who is behind a token. */
    private record Registration(String topic, Consumer<String> wake) {}

    ApnsService(ApplePki pki, int port, Consumer<String> say) throws GeneralSecurityException, IOException {
        this.say = say;
        KeyPair key = ApplePki.rsa();
        SslContext tls = SslContextBuilder.forServer(key.getPrivate(), pki.server(key), pki.root)
                .sslProvider(SslProvider.JDK)
                .trustManager(pki.root)
                .clientAuth(ClientAuth.REQUIRE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "h2"))
                .build();
        this.channel = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        socket.pipeline()
                                .addLast(tls.newHandler(socket.alloc()))
                                .addLast(Http2FrameCodecBuilder.forServer()
                                        .initialSettings(
                                                Http2Settings.defaultSettings().maxConcurrentStreams(500))
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline().addLast(new Push());
                                    }
                                }));
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", port))
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    void register(byte[] token, String topic, Consumer<String> wake) {
        tokens.put(HexFormat.of().formatHex(token), new Registration(topic, wake));
    }

    void unregister(byte[] token) {
        String hex = HexFormat.of().formatHex(token);
        if (tokens.remove(hex) != null) {
            gone.put(hex, Instant.now());
        }
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loop.shutdownGracefully();
    }

    /** One push on one stream. */
    private final class Push extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final ByteBuf body = Unpooled.buffer();
        private @Nullable Http2Headers headers;
        private boolean tooLarge;

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            boolean end = false;
            if (frame instanceof Http2HeadersFrame first) {
                headers = first.headers();
                end = first.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                tooLarge |= body.readableBytes() + data.content().readableBytes() > MAX_PAYLOAD;
                if (!tooLarge) {
                    body.writeBytes(data.content());
                }
                end = data.isEndStream();
            }
            if (end) {
                Verdict verdict = tooLarge ? new Verdict(413, "PayloadTooLarge", null) : judge(context);
                answer(context, verdict);
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            body.release();
        }

        private Verdict judge(ChannelHandlerContext context) {
            Http2Headers of = headers;
            if (of == null || of.method() == null || !"POST".contentEquals(of.method())) {
                return new Verdict(405, "MethodNotAllowed", null);
            }
            String path = String.valueOf(of.path());
            if (!path.startsWith("/3/device/")) {
                return new Verdict(404, "BadPath", null);
            }
            String token = path.substring("/3/device/".length());
            if (!token.matches("([0-9a-f]{2}){16,100}")) {
                return new Verdict(400, "BadDeviceToken", null);
            }
            if (!"mdm".equals(text(of, "apns-push-type"))) {
                return new Verdict(400, "InvalidPushType", null);
            }
            if (!text(of, "apns-expiration").matches("[0-9]{1,12}")) {
                return new Verdict(400, "BadExpirationDate", null);
            }
            long expires = Long.parseLong(text(of, "apns-expiration"));
            if (expires != 0 && expires < Instant.now().getEpochSecond()) {
                return new Verdict(400, "BadExpirationDate", null);
            }
            String topic = topic(context);
            if (topic.isEmpty()) {
                return new Verdict(403, "BadCertificate", null);
            }
            if (!topic.equals(text(of, "apns-topic"))) {
                return new Verdict(400, "BadTopic", null);
            }
            String magic = magic();
            if (magic.isEmpty()) {
                return new Verdict(400, "PayloadEmpty", null);
            }
            Instant since = gone.get(token);
            if (since != null) {
                return new Verdict(410, "Unregistered", since.toEpochMilli());
            }
            Registration phone = tokens.get(token);
            if (phone == null) {
                return new Verdict(400, "BadDeviceToken", null);
            }
            if (!phone.topic().equals(topic)) {
                return new Verdict(400, "DeviceTokenNotForTopic", null);
            }
            phone.wake().accept(magic);
            return new Verdict(200, "", null);
        }

        /** Exactly one key, mdm. */
        private String magic() {
            try {
                Map<String, @Nullable Object> json = Json.parseObject(body.toString(StandardCharsets.UTF_8));
                return json.size() == 1 && json.get("mdm") instanceof String text ? text : "";
            } catch (JsonError e) {
                return "";
            }
        }

        private static String text(Http2Headers headers, String name) {
            CharSequence value = headers.get(name);
            return value == null ? "" : value.toString();
        }

        private static String topic(ChannelHandlerContext context) {
            try {
                SslHandler tls = context.channel().parent().pipeline().get(SslHandler.class);
                var name = new JcaX509CertificateHolder(
                                (X509Certificate) tls.engine().getSession().getPeerCertificates()[0])
                        .getSubject()
                        .getRDNs(ApplePki.USER_ID);
                return name.length == 0 ? "" : name[0].getFirst().getValue().toString();
            } catch (SSLPeerUnverifiedException | GeneralSecurityException e) {
                return "";
            }
        }

        private void answer(ChannelHandlerContext context, Verdict verdict) {
            say.accept("push " + verdict.status() + (verdict.reason().isEmpty() ? "" : " " + verdict.reason()));
            Http2Headers head = new DefaultHttp2Headers()
                    .status(Integer.toString(verdict.status()))
                    .set("apns-id", UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT));
            if (verdict.status() == 200) {
                context.writeAndFlush(new DefaultHttp2HeadersFrame(head, true));
                return;
            }
            context.write(new DefaultHttp2HeadersFrame(head));
            Map<String, Object> reason = verdict.timestamp() == null
                    ? Map.of("reason", verdict.reason())
                    : Map.of("reason", verdict.reason(), "timestamp", verdict.timestamp());
            context.writeAndFlush(
                    new DefaultHttp2DataFrame(Unpooled.copiedBuffer(Json.print(reason), StandardCharsets.UTF_8), true));
        }
    }

    private record Verdict(
            int status, String reason, @Nullable Long timestamp) {}
}
