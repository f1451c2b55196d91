package org.fairlead.simulator;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.URI;

/** Connects devices to the gateway, each on the device's own event loop. */
final class Connector {
    private static final int MAX_DOWN = 4 << 20;
    private static final int CONNECT_MILLIS = 10_000;

    private final ClientTls tls;

    Connector(ClientTls tls) {
        this.tls = tls;
    }

    void open(SimulatedDevice device) {
        Identity identity = device.identity();
        new Bootstrap()
                .group(device.loop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(tls.handler(identity, channel.alloc()))
                                .addLast(new HttpClientCodec())
                                .addLast("aggregate", new HttpObjectAggregator(8192))
                                .addLast("device", new Handler(device, identity));
                    }
                })
                .connect(identity.gatewayHost(), identity.gatewayPort())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        device.loop().execute(() -> device.closed("no connection: " + done.cause()));
                    }
                });
    }

    private static final class Handler extends SimpleChannelInboundHandler<Object> {
        private final SimulatedDevice device;
        private final WebSocketClientHandshaker handshaker;

        Handler(SimulatedDevice device, Identity identity) {
            this.device = device;
            this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                    URI.create("wss://" + identity.gatewayHost() + ":" + identity.gatewayPort() + "/agent/v1"),
                    WebSocketVersion.V13,
                    null,
                    false,
                    new DefaultHttpHeaders(),
                    MAX_DOWN);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent completion) {
                if (completion.isSuccess()) {
                    handshaker.handshake(context.channel());
                } else {
                    context.close();
                }
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object message) {
            switch (message) {
                case FullHttpResponse response -> {
                    if (handshaker.isHandshakeComplete()) {
                        return;
                    }
                    handshaker.finishHandshake(context.channel(), response);
                    if (context.pipeline().get("aggregate") != null) {
                        context.pipeline().remove("aggregate");
                    }
                    context.pipeline().addBefore("device", "whole", new WebSocketFrameAggregator(MAX_DOWN));
                    device.opened(context.channel());
                }
                case TextWebSocketFrame text -> device.received(text.text());
                case PingWebSocketFrame ping ->
                    context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
                case CloseWebSocketFrame close -> context.close();
                default -> {}
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            device.closed("");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
