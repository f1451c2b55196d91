package org.fairlead.server.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.fairlead.server.core.pki.Authorities;
import org.jspecify.annotations.Nullable;

/** The HTTP part of a connection: one request to {@link #PATH} that becomes a WebSocket, anything else is refused. */
final class Upgrade {
    static final String PATH = "/agent/v1";

    private static final WebSocketDecoderConfig FRAMES = WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(GatewayConfig.MAX_MESSAGE)
            .allowExtensions(false)
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build();

    private Upgrade() {}

    /**
     * Answers the request; if it becomes a WebSocket, {@code upgraded} gets the client certificate's fingerprint and
     * whether TLS is older than 1.3.
     */
    static void answer(ChannelHandlerContext context, HttpRequest request, BiConsumer<String, Boolean> upgraded) {
        if (!request.decoderResult().isSuccess() || !request.method().equals(HttpMethod.GET)) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, "only GET is understood");
        } else if (!request.uri().equals(PATH)) {
            refuse(context, HttpResponseStatus.NOT_FOUND, "agents connect to " + PATH);
        } else if (!isWebSocket(request)) {
            refuse(context, HttpResponseStatus.UPGRADE_REQUIRED, "agents speak WebSocket, version 13");
        } else {
            String fingerprint = fingerprint(context);
            if (fingerprint == null) {
                refuse(context, HttpResponseStatus.FORBIDDEN, "no client certificate");
                return;
            }
            DefaultFullHttpRequest whole = new DefaultFullHttpRequest(
                    request.protocolVersion(),
                    request.method(),
                    request.uri(),
                    Unpooled.EMPTY_BUFFER,
                    request.headers(),
                    EmptyHttpHeaders.INSTANCE);
            new WebSocketServerHandshaker13(PATH, null, FRAMES)
                    .handshake(context, whole)
                    .addListener(done -> {
                        if (done.isSuccess()) {
                            upgraded.accept(fingerprint, isOld(context));
                        } else {
                            context.close();
                        }
                    });
        }
    }

    private static boolean isWebSocket(HttpRequest request) {
        return request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && "13".equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
                && request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    private static @Nullable String fingerprint(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        try {
            return tls != null
                            && tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Authorities.fingerprint(certificate)
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static boolean isOld(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        return tls == null || !tls.engine().getSession().getProtocol().equals("TLSv1.3");
    }

    private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String reason) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(reason + "\n", StandardCharsets.US_ASCII));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=us-ascii")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
