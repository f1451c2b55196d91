package org.fairlead.server.gateway;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the gateway counts, for metrics; any thread may read. */
public final class GatewayStats {
    final AtomicInteger open = new AtomicInteger();
    final LongAdder accepted = new LongAdder();
    final LongAdder refusedByRate = new LongAdder();
    final LongAdder refusedByAddress = new LongAdder();
    final LongAdder refusedWhenFull = new LongAdder();
    final LongAdder failedHandshakes = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder refusedMessages = new LongAdder();
    final LongAdder slowConsumers = new LongAdder();
    final LongAdder timeouts = new LongAdder();

    GatewayStats() {}

    /** A reading of all counters; {@code open} is a present number, all others only grow. */
    public record Reading(
            int open,
            long accepted,
            long refusedByRate,
            long refusedByAddress,
            long refusedWhenFull,
            long failedHandshakes,
            long messages,
            long refusedMessages,
            long slowConsumers,
            long timeouts) {}

    public Reading read() {
        return new Reading(
                open.get(),
                accepted.sum(),
                refusedByRate.sum(),
                refusedByAddress.sum(),
                refusedWhenFull.sum(),
                failedHandshakes.sum(),
                messages.sum(),
                refusedMessages.sum(),
                slowConsumers.sum(),
                timeouts.sum());
    }
}
