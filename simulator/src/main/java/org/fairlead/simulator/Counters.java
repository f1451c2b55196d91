package org.fairlead.simulator;

import java.util.concurrent.atomic.LongAdder;

/** What a fleet counts; read by {@link Fleet#read}. */
public final class Counters {
    Counters() {}

    final LongAdder online = new LongAdder();
    final LongAdder connects = new LongAdder();
    final LongAdder losses = new LongAdder();
    final LongAdder events = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder applied = new LongAdder();
    final LongAdder executed = new LongAdder();
    final LongAdder repeated = new LongAdder();

    /** A reading: {@code online} is a present number, the others only grow. */
    public record Reading(
            long online,
            long connects,
            long losses,
            long events,
            long acknowledged,
            long applied,
            long executed,
            long repeated) {}

    Reading read() {
        return new Reading(
                online.sum(),
                connects.sum(),
                losses.sum(),
                events.sum(),
                acknowledged.sum(),
                applied.sum(),
                executed.sum(),
                repeated.sum());
    }
}
