package org.fairlead.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.SignedIn;
import org.jspecify.annotations.Nullable;

/** Takes one request through its route: gate, body, idempotency, handler, answer. Runs on the request's virtual thread. */
final class Dispatcher {
    static final int MAX_BODY = 1 << 20;

    private final Shapes shapes;
    private final Gate gate;
    private final @Nullable Idempotency idempotency;

    Dispatcher(Shapes shapes, Gate gate, @Nullable Idempotency idempotency) {
        this.shapes = shapes;
        this.gate = gate;
        this.idempotency = idempotency;
    }

    <I, O> void dispatch(Context context, Route<I, O> route) {
        SignedIn caller = gate.admit(context, route);
        if (route.takesFile()) {
            answer(context, route.handle(new Call<>(context, route.input().cast(file(context, route)), caller)));
            return;
        }
        byte[] body = body(context);
        I input = route.hasInput() ? shapes.read(json(context, body), route.input()) : null;
        Call<I> call = new Call<>(context, input, caller);
        String key = context.header("Idempotency-Key");
        if (route.method() == Route.Method.POST && key != null && caller != null && idempotency != null) {
            UUID id = Ids.parse(key)
                    .orElseThrow(() -> new Problem.BadRequest("the header Idempotency-Key must be a UUID"));
            once(context, route, call, caller, id, body, idempotency);
        } else {
            answer(context, route.handle(call));
        }
    }

    private <I, O> void once(
            Context context,
            Route<I, O> route,
            Call<I> call,
            SignedIn caller,
            UUID key,
            byte[] body,
            Idempotency memory) {
        String who = caller.actor().kind() + ":" + caller.actor().id();
        Optional<Idempotency.Answer> before = memory.claim(who, key, hash(context, body));
        if (before.isPresent()) {
            context.header("Idempotent-Replayed", "true");
            send(context, before.get().status(), before.get().body().getBytes(StandardCharsets.UTF_8));
            return;
        }
        Object answer;
        try {
            answer = route.handle(call);
        } catch (RuntimeException | Error e) {
            memory.abandon(who, key);
            throw e;
        }
        String text = answer == null || answer instanceof Download ? "" : shapes.print(answer);
        memory.complete(who, key, new Idempotency.Answer(answer == null ? 204 : 200, text));
        answer(context, answer);
    }

    private void answer(Context context, @Nullable Object answer) {
        if (answer instanceof Download download) {
            download(context, download);
        } else if (answer == null) {
            if (!context.res().isCommitted()) {
                context.status(204).header("Cache-Control", "no-store");
            }
        } else {
            send(context, 200, shapes.write(answer));
        }
    }

    private static void send(Context context, int status, byte[] body) {
        context.status(status).header("Cache-Control", "no-store");
        if (body.length > 0) {
            context.contentType("application/json").result(body);
        }
    }

    private static void download(Context context, Download download) {
        context.status(200)
                .contentType(download.contentType())
                .header("Cache-Control", "no-store")
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + download.filename().replaceAll("[^A-Za-z0-9._-]", "_") + "\"");
        try {
            download.writer().write(context.outputStream());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * What is announced as too large is refused; up to twice the limit it is read to its end and dropped, so that the client
     * sees the answer and not a cut line. The handler counts what comes unannounced.
     */
    private static Upload file(Context context, Route<?, ?> route) {
        long announced = context.req().getContentLengthLong();
        if (announced > route.maxBody()) {
            if (announced <= 2 * route.maxBody()) {
                drop(context);
            }
            throw tooLarge(route.maxBody());
        }
        String type = String.valueOf(context.contentType()).toLowerCase(java.util.Locale.ROOT);
        if (!type.startsWith("application/octet-stream") && !type.startsWith("application/vnd.")) {
            throw new Problem.BadRequest("the body must be the file itself, sent as application/octet-stream");
        }
        return new Upload(context.bodyInputStream());
    }

    private static void drop(Context context) {
        try {
            context.bodyInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new Problem.BadRequest("the body ended too early");
        }
    }

    private static byte[] body(Context context) {
        long announced = context.req().getContentLengthLong();
        if (announced > MAX_BODY) {
            throw tooLarge(MAX_BODY);
        }
        try (InputStream in = context.bodyInputStream()) {
            byte[] body = in.readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                throw tooLarge(MAX_BODY);
            }
            return body;
        } catch (IOException e) {
            throw new Problem.BadRequest("the body ended too early");
        }
    }

    private static byte[] json(Context context, byte[] body) {
        String type = context.contentType();
        if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
            throw new Problem.BadRequest("the body must be sent as application/json");
        }
        return body;
    }

    private static Problem.TooLarge tooLarge(long limit) {
        return new Problem.TooLarge("the body is larger than " + limit + " bytes");
    }

    private static byte[] hash(Context context, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((context.method() + " " + context.path() + "\n").getBytes(StandardCharsets.UTF_8));
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
