package org.fairlead.server.core.invite;

import java.util.Optional;
import org.fairlead.server.core.Wire;

/** What can happen to an invitation; those of the funnel come one after another, the others beside it. */
public enum Step implements Wire {
    QUEUED("queued", 1),
    SENT("sent", 2),
    OPENED("opened", 3),
    LANDED("landed", 4),
    FETCHED("fetched", 5),
    CHECKED_IN("checked-in", 6),
    ACTIVE("active", 7),
    DEFERRED("deferred", 0),
    BOUNCED("bounced", 0),
    BLOCKED("blocked", 0),
    ASKED("asked", 0);

    private final String wire;
    private final int rank;

    Step(String wire, int rank) {
        this.wire = wire;
        this.rank = rank;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** How far along the funnel; 0 for what happens beside it. */
    public int rank() {
        return rank;
    }

    /** The step of the funnel with this rank. */
    public static Optional<Step> ofRank(int rank) {
        for (Step step : values()) {
            if (rank > 0 && step.rank == rank) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    public static Step ofWire(String wire) {
        for (Step step : values()) {
            if (step.wire.equals(wire)) {
                return step;
            }
        }
        throw new IllegalArgumentException("unknown step " + wire);
    }
}
