package org.fairlead.server.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditCheck;
import org.fairlead.server.core.audit.AuditEntry;
import org.fairlead.server.core.audit.AuditReader;
import org.jspecify.annotations.Nullable;

/** Reading and checking the audit log. */
public final class AuditRoutes implements Routes {
    private final AuditReader reader;

    public AuditRoutes(AuditReader reader) {
        this.reader = reader;
    }

    record AuditView(
            long seq,
            Instant at,
            String actor,
            @Nullable String actorAddress,
            String action,
            String objectType,
            @Nullable UUID objectId,
            @Nullable String objectName,
            Map<String, ? extends @Nullable Object> detail) {
        static AuditView of(AuditEntry e) {
            return new AuditView(
                    e.seq(),
                    e.at(),
                    e.actor(),
                    e.actorAddress(),
                    e.action(),
                    e.objectType(),
                    e.objectId(),
                    e.objectName(),
                    Json.parseObject(e.detail()));
        }
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.page("/audit", AuditView.class)
                        .rule(Access.right(Right.AUDIT))
                        .summary("What was done by whom, newest first.")
                        .handle(this::list),
                Route.post("/audit/verify", Void.class, AuditCheck.Result.class)
                        .rule(Access.right(Right.AUDIT))
                        .summary("Checks that no record was changed, removed, moved or cut off.")
                        .handle(call -> {
                            call.caller().requireEverywhere(Right.AUDIT);
                            return reader.verify();
                        }));
    }

    private Page<AuditView> list(Call<Void> call) {
        call.caller().requireEverywhere(Right.AUDIT);
        PageRequest page = call.page();
        long before = page.cursor()
                .map(text -> {
                    try {
                        return Long.parseLong(text);
                    } catch (NumberFormatException e) {
                        throw new Problem.Invalid("cursor", "is not one of this list");
                    }
                })
                .orElse(Long.MAX_VALUE);
        AuditReader.Filter filter = new AuditReader.Filter(
                call.query("actor").orElse(null),
                call.query("action").orElse(null),
                call.query("object").orElse(null),
                call.query("from").map(text -> time("from", text)).orElse(null),
                call.query("to").map(text -> time("to", text)).orElse(null));
        List<AuditView> items = reader.list(filter, before, page.limit()).stream()
                .map(AuditView::of)
                .toList();
        return Page.of(
                items,
                items.size() < page.limit()
                        ? null
                        : Long.toString(items.getLast().seq()));
    }

    private static Instant time(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Problem.Invalid(field, "must be a time such as 2026-01-31T12:00:00Z");
        }
    }
}
