package org.fairlead.server.gateway;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.sync.AgentDesk;
import org.fairlead.server.core.sync.AgentLink;

/** Lets everybody in, greets, answers pings and remembers what it was told. */
final class StubDesk implements AgentDesk {
    final LinkedBlockingQueue<Up> received = new LinkedBlockingQueue<>();
    final List<AgentLink> links = new CopyOnWriteArrayList<>();
    final List<String> fingerprints = new CopyOnWriteArrayList<>();
    final AtomicInteger ended = new AtomicInteger();
    final AtomicInteger together = new AtomicInteger();
    final AtomicInteger mostTogether = new AtomicInteger();
    volatile boolean refuse;
    volatile boolean broken;
    volatile Runnable meanwhile = () -> {};

    @Override
    public Visit admit(AgentLink link, String fingerprint) {
        if (refuse) {
            throw new Refused("identity-revoked", "this identity was revoked");
        }
        links.add(link);
        fingerprints.add(fingerprint);
        return new Visit() {
            @Override
            public void received(Up message) {
                mostTogether.accumulateAndGet(together.incrementAndGet(), Math::max);
                try {
                    if (broken) {
                        throw new IllegalStateException("no database");
                    }
                    meanwhile.run();
                    received.add(message);
                    if (message instanceof Up.Hello) {
                        link.send(new Down.Welcome("d", "name", null, 0, 60, 30, 0, "i", List.of("pin"), Set.of()));
                    } else if (message instanceof Up.Ping) {
                        link.send(new Down.Pong(1));
                    }
                } finally {
                    together.decrementAndGet();
                }
            }

            @Override
            public void ended() {
                ended.incrementAndGet();
            }
        };
    }

    Up take() throws InterruptedException {
        Up message = received.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing received");
        }
        return message;
    }
}
