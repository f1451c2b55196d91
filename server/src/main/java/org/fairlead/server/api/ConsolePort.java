package org.fairlead.server.api;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/** The port for administrators: the API below /api/v1, health, metrics, and the console itself. */
public final class ConsolePort {
    public static final String PREFIX = "/api/v1";

    private ConsolePort() {}

    /** Opens the port. */
    public static HttpListener start(
            String bind,
            int port,
            PrivateKey key,
            List<X509Certificate> chain,
            List<Route<?, ?>> routes,
            Authenticator authenticator,
            Idempotency idempotency,
            HealthRoutes health,
            InstantSource clock) {
        StaticConsole console = new StaticConsole();
        return HttpListener.start(new HttpListener.Setup(
                "console", bind, port, key, chain, PREFIX, routes, authenticator, idempotency, clock, extra -> {
                    health.all(extra);
                    extra.get("/", console::serve);
                    extra.get("/<path>", console::serve);
                }));
    }
}
