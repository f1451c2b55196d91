package org.fairlead.server.api;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.SignedIn;

/** What monitoring reads: is it alive, is it ready, and numbers for Prometheus. */
public final class HealthRoutes {
    private final BooleanSupplier ready;
    private final Supplier<Map<String, Double>> metrics;
    private final Authenticator authenticator;

    /** The metrics go by full Prometheus name; the suffix {@code _total} marks a counter. */
    public HealthRoutes(BooleanSupplier ready, Supplier<Map<String, Double>> metrics, Authenticator authenticator) {
        this.ready = ready;
        this.metrics = metrics;
        this.authenticator = authenticator;
    }

    /** {@code /health/live} only, for ports that strangers reach. */
    public static void live(HttpListener.Extra extra) {
        extra.get(
                "/health/live",
                context -> context.header("Cache-Control", "no-store").result("ok\n"));
    }

    public void all(HttpListener.Extra extra) {
        live(extra);
        extra.get("/health/ready", context -> {
            boolean ok = ready.getAsBoolean();
            context.status(ok ? 200 : 503)
                    .header("Cache-Control", "no-store")
                    .result(ok ? "ready\n" : "the database does not answer\n");
        });
        extra.get("/metrics", this::metrics);
    }

    private void metrics(Context context) {
        if (!isLoopback(context.ip())) {
            String authorization = context.header("Authorization");
            SignedIn caller = authorization != null && authorization.startsWith("Bearer ")
                    ? authenticator.token(authorization.substring(7), context.ip())
                    : null;
            if (caller == null) {
                throw new Problem.Unauthenticated(
                        "token", "metrics need an API token, or a request from the host itself");
            }
            caller.requireEverywhere(Right.ADMINISTRATION);
        }
        StringBuilder text = new StringBuilder();
        new LinkedHashMap<>(metrics.get())
                .forEach((name, value) -> text.append("# TYPE ")
                        .append(name)
                        .append(name.endsWith("_total") ? " counter\n" : " gauge\n")
                        .append(name)
                        .append(' ')
                        .append(value == Math.rint(value) ? Long.toString(value.longValue()) : Double.toString(value))
                        .append('\n'));
        context.contentType("text/plain; version=0.0.4; charset=utf-8")
                .header("Cache-Control", "no-store")
                .result(text.toString());
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
