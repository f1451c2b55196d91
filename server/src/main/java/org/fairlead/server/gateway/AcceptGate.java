package org.fairlead.server.gateway;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Decides on each new connection before any work is done for it: rate, number, number of one address. Thread-safe. Who
 * was let in is given back with {@link #left}, and told with {@link #greeted} when it has said hello.
 */
final class AcceptGate {
    private final TokenBucket bucket;
    private final int maxConnections;
    private final int maxPerAddress;
    private final int maxStartingPerAddress;
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Count> addresses = new ConcurrentHashMap<>();

    enum Verdict {
        WELCOME,
        TOO_FAST,
        FULL,
        TOO_MANY_OF_ADDRESS
    }

    private record Count(int all, int starting) {}

    AcceptGate(GatewayConfig config, int maxConnections, LongSupplier nanos) {
        this.bucket = new TokenBucket(config.connectsPerSecond(), config.connectsBurst(), nanos);
        this.maxConnections = maxConnections;
        this.maxPerAddress = config.maxPerAddress();
        this.maxStartingPerAddress = config.maxStartingPerAddress();
    }

    Verdict enter(InetAddress address) {
        if (!bucket.take()) {
            return Verdict.TOO_FAST;
        }
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            return Verdict.FULL;
        }
        boolean[] refused = new boolean[1];
        addresses.compute(address, (key, count) -> {
            if (count == null) {
                return new Count(1, 1);
            }
            if (count.all >= maxPerAddress || count.starting >= maxStartingPerAddress) {
                refused[0] = true;
                return count;
            }
            return new Count(count.all + 1, count.starting + 1);
        });
        if (refused[0]) {
            connections.decrementAndGet();
            return Verdict.TOO_MANY_OF_ADDRESS;
        }
        return Verdict.WELCOME;
    }

    void greeted(InetAddress address) {
        addresses.computeIfPresent(address, (key, count) -> new Count(count.all, count.starting - 1));
    }

    void left(InetAddress address, boolean greeted) {
        connections.decrementAndGet();
        addresses.computeIfPresent(
                address,
                (key, count) -> count.all == 1
                        ? null
                        : new Count(count.all - 1, greeted ? count.starting : count.starting - 1));
    }

    int connections() {
        return connections.get();
    }

    int addresses() {
        return addresses.size();
    }
}
