package org.fairlead.server.core.apple.declare;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps how far phones are with their declarations. */
public interface DeclareStore {
    /**
     * What is known of one enrolment.
     *
     * @param token of the set that the phone was told of, empty before
     * @param since when the set became that one
     * @param fetched the token of the set that the phone has read
     * @param status the merged reports
     */
    record Known(
            String token,
            @Nullable Instant since,
            String fetched,
            @Nullable Instant fetchedAt,
            Map<String, @Nullable Object> status,
            List<@Nullable Object> errors,
            @Nullable Instant reportedAt,
            int reports) {
        /** Before anything was said. */
        public static final Known NOTHING = new Known("", null, "", null, Map.of(), List.of(), null, 0);
    }

    Optional<Known> known(Tx tx, UUID enrolment);

    void announced(Tx tx, UUID enrolment, String token, Instant since);

    void fetched(Tx tx, UUID enrolment, String token, Instant now);

    void reported(
            Tx tx, UUID enrolment, Map<String, @Nullable Object> status, List<@Nullable Object> errors, Instant now);

    /** Enrolments that are managed, after one in the order of their ids. */
    List<Managed> managed(Tx tx, @Nullable UUID after, int limit);

    /** Those of devices. */
    List<Managed> managed(Tx tx, List<UUID> devices);

    /** A phone and the token that it was told of. */
    record Managed(UUID enrolment, UUID device, String token) {}

    /** Whether a request of this type waits for the phone and was not given to it yet. */
    boolean waits(Tx tx, UUID enrolment, String type);
}
