package org.fairlead.server.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/** Answers to repeated requests in PostgreSQL, sealed since some of them show a secret once. */
public final class PgIdempotency {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Database database;
    private final Sealer sealer;
    private final InstantSource clock;

    /** A status and the text of an answer. */
    public record Kept(int status, String body) {}

    private record Row(byte[] request, @Nullable Integer status, byte @Nullable [] body, Instant created) {}

    public PgIdempotency(Database database, Sealer sealer, InstantSource clock) {
        this.database = database;
        this.sealer = sealer;
        this.clock = clock;
    }

    public Optional<Kept> claim(String caller, UUID key, byte[] request) {
        return database.tx(handle -> {
            int fresh = handle.execute(
                    "insert into idempotency (caller, key, request, created_at) values (?, ?, ?, ?) on conflict do nothing",
                    caller,
                    key,
                    request,
                    Rows.at(clock.instant()));
            if (fresh == 1) {
                return Optional.empty();
            }
            Row row = handle.createQuery(
                            "select request, status, body, created_at from idempotency where caller = ? and key = ?")
                    .bind(0, caller)
                    .bind(1, key)
                    .map((r, context) -> new Row(
                            r.getBytes("request"),
                            r.getObject("status", Integer.class),
                            r.getBytes("body"),
                            r.getTimestamp("created_at").toInstant()))
                    .one();
            if (!Arrays.equals(row.request, request)) {
                throw new Problem.Conflict("this Idempotency-Key was used for another request");
            }
            if (row.status == null) {
                throw new Problem.Conflict(
                        row.created.isBefore(clock.instant().minus(LONGEST))
                                ? "the first request with this Idempotency-Key was cut off: look whether it took effect before you repeat it with a new key"
                                : "the first request with this Idempotency-Key still runs");
            }
            return Optional.of(new Kept(
                    row.status,
                    row.body == null ? "" : new String(sealer.open(row.body, context(key)), StandardCharsets.UTF_8)));
        });
    }

    public void complete(String caller, UUID key, Kept answer) {
        database.tx(handle -> handle.execute(
                "update idempotency set status = ?, body = ? where caller = ? and key = ?",
                answer.status(),
                sealer.seal(answer.body().getBytes(StandardCharsets.UTF_8), context(key)),
                caller,
                key));
    }

    public void abandon(String caller, UUID key) {
        database.tx(handle ->
                handle.execute("delete from idempotency where caller = ? and key = ? and status is null", caller, key));
    }

    private static String context(UUID key) {
        return "idempotency/" + key;
    }
}
