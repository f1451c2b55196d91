package org.fairlead.server.api;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.jspecify.annotations.Nullable;

/** One request on its way through a route; used by its virtual thread only. */
public final class Call<I> {
    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 500;
    private static final int MAX_QUERY = 2000;

    private final Context context;
    private final @Nullable I input;
    private final @Nullable Caller caller;

    Call(Context context, @Nullable I input, @Nullable Caller caller) {
        this.context = context;
        this.input = input;
        this.caller = caller;
    }

    /** The body, already checked for shape. */
    public I input() {
        if (input == null) {
            throw new IllegalStateException("the route declares no input");
        }
        return input;
    }

    public String path(String name) {
        return context.pathParam(name);
    }

    /** An identifier in the path; a malformed one is a {@link Problem.NotFound}. */
    public UUID pathId(String name) {
        return Ids.parse(context.pathParam(name)).orElseThrow(Problem.NotFound::new);
    }

    /** A query parameter; an empty one counts as absent. */
    public Optional<String> query(String name) {
        String value = context.queryParam(name);
        if (value != null && value.length() > MAX_QUERY) {
            throw new Problem.Invalid(name, "at most " + MAX_QUERY + " characters");
        }
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    /** All query parameters, first values only. */
    public Map<String, String> query() {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        context.queryParamMap().forEach((name, values) -> {
            if (!values.isEmpty()) {
                all.put(name, values.getFirst());
            }
        });
        return all;
    }

    /** An identifier in the query; a malformed one is {@link Problem.Invalid}. */
    public Optional<UUID> queryId(String name) {
        return query(name)
                .map(text -> Ids.parse(text).orElseThrow(() -> new Problem.Invalid(name, "must be an identifier")));
    }

    /** Who calls. */
    public Caller caller() {
        if (caller == null) {
            throw new Problem.Unauthenticated();
        }
        return caller;
    }

    /** Who calls an open route, if known. */
    Optional<Caller> optionalCaller() {
        return Optional.ofNullable(caller);
    }

    /** Who calls, in the words of the audit log. */
    public Actor actor() {
        return caller().actor();
    }

    /** The limit and cursor of a list. */
    public PageRequest page() {
        int limit = query("limit")
                .map(text -> {
                    try {
                        return Integer.parseInt(text);
                    } catch (NumberFormatException e) {
                        throw new Problem.Invalid("limit", "must be a number");
                    }
                })
                .orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new Problem.Invalid("limit", "must be from 1 to " + MAX_LIMIT);
        }
        return new PageRequest(limit, query("cursor"));
    }

    /** Answers with a file; the writer runs after the handler has returned. */
    public Download stream(String contentType, String filename, Download.Writer writer) {
        return new Download(contentType, filename, writer);
    }

    /** The address of the other side. */
    public String address() {
        return context.ip();
    }

    /** The browser's name for itself, cut to 300 characters. */
    public String userAgent() {
        String agent = context.userAgent();
        return agent == null ? "" : agent.substring(0, Math.min(300, agent.length()));
    }

    /** The request and answer themselves, for routes that set cookies or stream. */
    Context context() {
        return context;
    }
}
