package org.fairlead.server.store;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/** Answers to repeated requests in PostgreSQL. */
public final class PgIdempotency {
    private final Database database;
    private final InstantSource clock;

    /** A status and the text of an answer. */
    public record Kept(int status, String body) {}

    private record Row(
            byte[] request,
            @Nullable Integer status,
            @Nullable String body) {}

    public PgIdempotency(Database database, InstantSource clock) {
        this.database = database;
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
            Row row = handle.createQuery("select request, status, body from idempotency where caller = ? and key = ?")
                    .bind(0, caller)
                    .bind(1, key)
                    .map((r, context) ->
                            new Row(r.getBytes("request"), r.getObject("status", Integer.class), r.getString("body")))
                    .one();
            if (!Arrays.equals(row.request, request)) {
                throw new Problem.Conflict("this Idempotency-Key was used for another request");
            }
            if (row.status == null) {
                throw new Problem.Conflict("the first request with this Idempotency-Key still runs");
            }
            return Optional.of(new Kept(row.status, row.body == null ? "" : row.body));
        });
    }

    public void complete(String caller, UUID key, Kept answer) {
        database.tx(handle -> handle.execute(
                "update idempotency set status = ?, body = ? where caller = ? and key = ?",
                answer.status(),
                answer.body(),
                caller,
                key));
    }

    public void abandon(String caller, UUID key) {
        database.tx(handle ->
                handle.execute("delete from idempotency where caller = ? and key = ? and status is null", caller, key));
    }
}
