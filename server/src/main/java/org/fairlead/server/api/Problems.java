package org.fairlead.server.api;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/** The one place where problems become HTTP answers (RFC 9457). */
final class Problems {
    private static final System.Logger LOG = System.getLogger(Problems.class.getName());

    private final Shapes shapes;

    Problems(Shapes shapes) {
        this.shapes = shapes;
    }

    /** The status of each kind of problem. */
    static int status(Problem problem) {
        return switch (problem) {
            case Problem.BadRequest p -> 400;
            case Problem.Unauthenticated p -> 401;
            case Problem.Denied p -> 403;
            case Problem.NotFound p -> 404;
            case Problem.Conflict p -> 409;
            case Problem.Gone p -> 410;
            case Problem.TooLarge p -> 413;
            case Problem.Invalid p -> 422;
            case Problem.TooMany p -> 429;
            case Problem.Unavailable p -> 503;
        };
    }

    void answer(Context context, Problem problem) {
        Map<String, @Nullable Object> extra = new LinkedHashMap<>();
        switch (problem) {
            case Problem.Invalid invalid -> extra.put("fields", invalid.fields());
            case Problem.Conflict conflict -> {
                if (conflict.current() != null) {
                    extra.put("current", conflict.current());
                }
            }
            case Problem.TooMany tooMany -> context.header("Retry-After", Long.toString(tooMany.retryAfterSeconds()));
            case Problem.Unavailable unavailable -> {
                context.header("Retry-After", "5");
                LOG.log(System.Logger.Level.WARNING, unavailable.detail());
            }
            default -> {}
        }
        answer(context, status(problem), problem.code(), problem.detail(), extra);
    }

    void unexpected(Context context, Throwable error) {
        LOG.log(System.Logger.Level.ERROR, "unexpected error in " + context.method() + " " + context.path(), error);
        answer(context, 500, "internal", "something went wrong in the server, its log says what", Map.of());
    }

    private void answer(
            Context context, int status, String code, String detail, Map<String, ? extends @Nullable Object> extra) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", title(status));
        body.put("status", status);
        body.put("detail", detail);
        body.put("code", code);
        body.putAll(extra);
        context.status(status)
                .contentType("application/problem+json")
                .header("Cache-Control", "no-store")
                .result(shapes.write(body));
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Sign-in needed";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 413 -> "Too large";
            case 422 -> "Not valid";
            case 429 -> "Too many requests";
            case 503 -> "Not available now";
            default -> "Internal error";
        };
    }
}
