package org.fairlead.server.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.fairlead.protocol.agent.Codec;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.ProtocolError;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.sync.AgentDesk;
import org.fairlead.server.core.sync.AgentLink;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its accept to its end. The event loop reads frames and keeps the deadline; the mailbox calls the
 * {@link Mailbox.Owner} methods on worker threads; {@link AgentLink} may be called by any thread.
 */
final class AgentConnection extends ChannelInboundHandlerAdapter implements AgentLink, Mailbox.Owner {
    private static final System.Logger LOG = System.getLogger(AgentConnection.class.getName());
    private static final long CLOSING_NANOS = 5_000_000_000L;

    private enum State {
        STARTING,
        UPGRADED,
        GREETED,
        CLOSING
    }

    final Channel channel;
    private final GatewayParts parts;
    private final Roster roster;
    private final InetAddress peer;
    private final Outbound outbound;
    int place;
    private State state = State.STARTING;
    private boolean greeted;
    private long deadline;
    private @Nullable Mailbox mailbox;
    private @Nullable CompositeByteBuf fragments;
    private String fingerprint = "";
    private volatile boolean oldTls;
    private boolean asked;
    private AgentDesk.@Nullable Visit visit;
    private boolean hello;
    private int refused;

    AgentConnection(Channel channel, GatewayParts parts, Roster roster, InetAddress peer) {
        this.channel = channel;
        this.parts = parts;
        this.roster = roster;
        this.peer = peer;
        this.outbound = new Outbound(channel);
        this.deadline = System.nanoTime() + parts.config().handshakeTimeout().toNanos();
    }

    // ---- on the event loop

    @Override
    public void channelActive(ChannelHandlerContext context) {
        roster.add(this);
        parts.stats().open.incrementAndGet();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        roster.remove(this);
        parts.gate().left(peer, greeted);
        releaseFragments();
        if (mailbox == null) {
            parts.stats().open.decrementAndGet();
        } else {
            mailbox.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion && !completion.isSuccess()) {
            parts.stats().failedHandshakes.increment();
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) {
                frame(context, frame);
            } else if (message instanceof HttpRequest request && state == State.STARTING && !asked) {
                asked = true;
                Upgrade.answer(context, request, this::upgraded);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void upgraded(String certificate, boolean old) {
        if (state == State.STARTING) {
            fingerprint = certificate;
            oldTls = old;
            state = State.UPGRADED;
            deadline = System.nanoTime() + parts.config().helloTimeout().toNanos();
            mailbox = new Mailbox(this, parts.workers());
            mailbox.open();
        }
    }

    private void frame(ChannelHandlerContext context, WebSocketFrame frame) {
        if (state == State.CLOSING) {
            return;
        }
        if (state == State.GREETED) {
            deadline = System.nanoTime() + parts.silenceNanos();
        }
        switch (frame) {
            case TextWebSocketFrame text -> text(context, text);
            case ContinuationWebSocketFrame more -> continuation(context, more);
            case PingWebSocketFrame ping ->
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case PongWebSocketFrame pong -> {}
            case CloseWebSocketFrame close -> end(WebSocketCloseStatus.NORMAL_CLOSURE, "");
            default -> end(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "only text messages are understood");
        }
    }

    private void text(ChannelHandlerContext context, TextWebSocketFrame frame) {
        if (frame.isFinalFragment()) {
            whole(context, ByteBufUtil.getBytes(frame.content()));
        } else {
            fragments = context.alloc().compositeBuffer(1024);
            fragments.addComponent(true, frame.content().retain());
        }
    }

    private void continuation(ChannelHandlerContext context, ContinuationWebSocketFrame frame) {
        CompositeByteBuf all = fragments;
        if (all == null) {
            return;
        }
        ByteBuf part = frame.content();
        if (all.readableBytes() + part.readableBytes() > GatewayConfig.MAX_MESSAGE || all.numComponents() >= 1024) {
            tooLong();
            return;
        }
        all.addComponent(true, part.retain());
        if (frame.isFinalFragment()) {
            byte[] bytes = ByteBufUtil.getBytes(all);
            releaseFragments();
            whole(context, bytes);
        }
    }

    private void whole(ChannelHandlerContext context, byte[] utf8) {
        parts.stats().messages.increment();
        if (mailbox != null && state != State.CLOSING && mailbox.add(utf8)) {
            context.channel().config().setAutoRead(false);
        }
    }

    private void releaseFragments() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }

    private void tooLong() {
        releaseFragments();
        end(WebSocketCloseStatus.MESSAGE_TOO_BIG, "a message has at most " + GatewayConfig.MAX_MESSAGE + " bytes");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException broken && state != State.STARTING) {
            if (broken.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
                tooLong();
            } else {
                end(broken.closeStatus(), "not a frame of WebSocket version 13");
            }
        } else {
            context.close();
        }
    }

    /** Closes what has not done its step in time. */
    void sweep(long now) {
        if (now - deadline >= 0) {
            parts.stats().timeouts.increment();
            if (state == State.CLOSING || state == State.STARTING) {
                channel.close();
            } else {
                end(
                        WebSocketCloseStatus.POLICY_VIOLATION,
                        state == State.GREETED ? "no sign of life" : "no hello in time");
            }
        }
    }

    private void end(WebSocketCloseStatus status, String reason) {
        if (state == State.STARTING) {
            channel.close();
        } else if (state != State.CLOSING) {
            state = State.CLOSING;
            deadline = System.nanoTime() + CLOSING_NANOS;
            if (mailbox != null) {
                mailbox.close();
            }
            channel.writeAndFlush(new CloseWebSocketFrame(status, reason)).addListener(done -> channel.close());
        }
    }

    private void greeted() {
        if (!greeted && channel.isActive()) {
            greeted = true;
            parts.gate().greeted(peer);
            if (state == State.UPGRADED) {
                state = State.GREETED;
                deadline = System.nanoTime() + parts.silenceNanos();
            }
        }
    }

    private void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    // ---- any thread

    @Override
    public void send(Down message) {
        if (!outbound.send(message)) {
            parts.stats().slowConsumers.increment();
            channel.close();
        }
    }

    @Override
    public void close(long retryAfterMillis, String reason) {
        onLoop(() -> {
            if (state == State.UPGRADED || state == State.GREETED) {
                outbound.send(new Down.GoAway(retryAfterMillis, reason));
            }
            end(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, "");
        });
    }

    @Override
    public String address() {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress();
    }

    @Override
    public boolean oldTls() {
        return oldTls;
    }

    int waiting() {
        return outbound.pending();
    }

    // ---- on worker threads, one at a time

    @Override
    public void opened() {
        String owner = fingerprint;
        fingerprint = "";
        try {
            visit = parts.desk().admit(this, owner);
        } catch (AgentDesk.Refused e) {
            send(new Down.Refused(e.code(), String.valueOf(e.getMessage())));
            onLoop(() -> end(WebSocketCloseStatus.POLICY_VIOLATION, e.code()));
        } catch (RuntimeException e) {
            unable(e);
        }
    }

    @Override
    public void message(byte[] utf8) {
        AgentDesk.Visit present = visit;
        if (present == null) {
            return;
        }
        Up message;
        try {
            message = Codec.up(text(utf8));
            if (!hello && !(message instanceof Up.Hello)) {
                throw new ProtocolError("say hello first");
            }
        } catch (ProtocolError e) {
            refuse(String.valueOf(e.getMessage()));
            return;
        }
        if (!hello) {
            hello = true;
            onLoop(this::greeted);
        }
        try {
            present.received(message);
        } catch (RuntimeException e) {
            unable(e);
        }
    }

    @Override
    public void roomAgain() {
        onLoop(() -> channel.config().setAutoRead(true));
    }

    @Override
    public void ended() {
        try {
            AgentDesk.Visit present = visit;
            if (present != null) {
                present.ended();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot end the visit of an agent", e);
        } finally {
            parts.stats().open.decrementAndGet();
        }
    }

    private void refuse(String reason) {
        parts.stats().refusedMessages.increment();
        send(new Down.Refused("bad-message", reason));
        if (++refused >= GatewayConfig.MAX_REFUSED) {
            onLoop(() -> end(WebSocketCloseStatus.POLICY_VIOLATION, "too many bad messages"));
        }
    }

    private void unable(RuntimeException cause) {
        LOG.log(System.Logger.Level.WARNING, "cannot handle a message of " + address(), cause);
        close(ThreadLocalRandom.current().nextLong(2_000, 15_000), "the server cannot handle this now");
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolError("not UTF-8");
        }
    }
}
