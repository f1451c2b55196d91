package org.fairlead.server.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
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
                Route.download("/audit/export")
                        .rule(Access.right(Right.AUDIT))
                        .summary("The filtered records as CSV or JSON")
                        .handle(this::export),
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
        List<AuditView> items = reader.list(filter(call), before, page.limit()).stream()
                .map(AuditView::of)
                .toList();
        return Page.of(
                items,
                items.size() < page.limit()
                        ? null
                        : Long.toString(items.getLast().seq()));
    }

    private static AuditReader.Filter filter(Call<?> call) {
        return new AuditReader.Filter(
                call.query("actor").orElse(null),
                call.query("action").orElse(null),
                call.query("object").orElse(null),
                call.query("from").map(text -> time("from", text)).orElse(null),
                call.query("to").map(text -> time("to", text)).orElse(null));
    }

    private Download export(Call<Void> call) {
        call.caller().requireEverywhere(Right.AUDIT);
        AuditReader.Filter filter = filter(call);
        return Exports.of(
                call,
                "audit",
                List.of("number", "time", "actor", "address", "action", "object", "id", "name", "details"),
                before -> reader.list(filter, before.map(AuditEntry::seq).orElse(Long.MAX_VALUE), Exports.CHUNK),
                AuditRoutes::row);
    }

    private static Map<String, @Nullable Object> row(AuditEntry e) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("number", e.seq());
        row.put("time", e.at().toString());
        row.put("actor", e.actor());
        row.put("address", e.actorAddress());
        row.put("action", e.action());
        row.put("object", e.objectType());
        row.put("id", e.objectId() == null ? null : String.valueOf(e.objectId()));
        row.put("name", e.objectName());
        row.put("details", Json.parseObject(e.detail()));
        return row;
    }

    private static Instant time(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Problem.Invalid(field, "must be a time such as 2026-01-31T12:00:00Z");
        }
    }
}
