package org.fairlead.server.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.fairlead.protocol.agent.Codec;
import org.fairlead.protocol.agent.Down;

/**
 * What waits to be written to one connection, counted in bytes. Above {@link GatewayConfig#NUDGE_QUEUE} nudges coalesce
 * into one set of topics, sent when the queue is short again; above {@link GatewayConfig#MAX_QUEUE} the peer is a slow
 * consumer. Any thread may call.
 */
final class Outbound {
    private static final AtomicIntegerFieldUpdater<Outbound> PENDING =
            AtomicIntegerFieldUpdater.newUpdater(Outbound.class, "pending");
    private static final AtomicIntegerFieldUpdater<Outbound> TOPICS =
            AtomicIntegerFieldUpdater.newUpdater(Outbound.class, "topics");
    private static final Down.Topic[] ALL = Down.Topic.values();

    private final Channel channel;

    @SuppressWarnings("UnusedVariable")
    private volatile int pending;

    @SuppressWarnings("UnusedVariable")
    private volatile int topics;

    Outbound(Channel channel) {
        this.channel = channel;
    }

    /** Queues a message; false when the peer has too much waiting already. */
    boolean send(Down message) {
        if (message instanceof Down.Nudge nudge && PENDING.get(this) > GatewayConfig.NUDGE_QUEUE) {
            int bits = bits(nudge.topics());
            TOPICS.updateAndGet(this, old -> old | bits);
            sendWaitingNudge();
            return true;
        }
        if (PENDING.get(this) > GatewayConfig.MAX_QUEUE) {
            return false;
        }
        write(message);
        return true;
    }

    int pending() {
        return PENDING.get(this);
    }

    private void write(Down message) {
        byte[] utf8 = Codec.print(message).getBytes(StandardCharsets.UTF_8);
        PENDING.addAndGet(this, utf8.length);
        channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(utf8)))
                .addListener(done -> {
                    PENDING.addAndGet(this, -utf8.length);
                    sendWaitingNudge();
                });
    }

    private void sendWaitingNudge() {
        if (TOPICS.get(this) != 0 && PENDING.get(this) <= GatewayConfig.NUDGE_QUEUE && channel.isActive()) {
            int bits = TOPICS.getAndSet(this, 0);
            if (bits != 0) {
                write(new Down.Nudge(topics(bits)));
            }
        }
    }

    private static int bits(Set<Down.Topic> topics) {
        int bits = 0;
        for (Down.Topic topic : topics) {
            bits |= 1 << topic.ordinal();
        }
        return bits;
    }

    private static Set<Down.Topic> topics(int bits) {
        Set<Down.Topic> topics = EnumSet.noneOf(Down.Topic.class);
        for (Down.Topic topic : ALL) {
            if ((bits & 1 << topic.ordinal()) != 0) {
                topics.add(topic);
            }
        }
        return topics;
    }
}
