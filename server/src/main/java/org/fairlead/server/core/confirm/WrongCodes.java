package org.fairlead.server.core.confirm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Actor;

/** Slows administrators down who enter wrong codes: ten in a minute, then they wait. In memory; thread-safe. */
final class WrongCodes {
    static final int FREE = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_ACTORS = 10_000;

    private final InstantSource clock;
    private final Map<UUID, Deque<Instant>> wrong = new HashMap<>();

    WrongCodes(InstantSource clock) {
        this.clock = clock;
    }

    /** Throws {@link Problem.TooMany} while the actor must wait. */
    synchronized void check(Actor actor) {
        Deque<Instant> times = wrong.get(id(actor));
        Instant now = clock.instant();
        if (times == null) {
            return;
        }
        while (!times.isEmpty() && !times.getFirst().isAfter(now.minus(WINDOW))) {
            times.removeFirst();
        }
        if (times.size() >= FREE) {
            long wait = Duration.between(now, times.getFirst().plus(WINDOW)).toSeconds() + 1;
            throw new Problem.TooMany("too-fast", "too many wrong codes, wait " + wait + " seconds", wait);
        }
    }

    synchronized void count(Actor actor) {
        if (wrong.size() >= MAX_ACTORS) {
            wrong.clear();
        }
        wrong.computeIfAbsent(id(actor), k -> new ArrayDeque<>()).addLast(clock.instant());
    }

    private static UUID id(Actor actor) {
        return Objects.requireNonNullElse(actor.id(), new UUID(0, 0));
    }
}
