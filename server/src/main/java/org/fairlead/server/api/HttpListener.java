package org.fairlead.server.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One HTTPS port with its routes. Handlers run on virtual threads; the owner starts and stops it. Addresses that mean
 * something else than they look like (encoded, doubled or dotted segments) are refused before any route sees them.
 */
public final class HttpListener implements AutoCloseable {
    private static final String CSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";
    private static final String[] CIPHERS = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    };

    private final Javalin javalin;
    private final Problems problems;
    private final TlsKeys keys;

    /** What a port is made of. */
    public record Setup(
            String name,
            String bind,
            int port,
            PrivateKey key,
            List<X509Certificate> chain,
            String prefix,
            List<Route<?, ?>> routes,
            Authenticator authenticator,
            @Nullable Idempotency idempotency,
            InstantSource clock,
            Consumer<HttpListener.Extra> extra) {}

    /** Lets a port serve more than routes: plain handlers, and what answers when nothing else does. */
    public interface Extra {
        void get(String path, io.javalin.http.Handler handler);

        void head(String path, io.javalin.http.Handler handler);

        void post(String path, io.javalin.http.Handler handler);

        void put(String path, io.javalin.http.Handler handler);
    }

    private HttpListener(Setup setup) {
        Shapes shapes = new Shapes();
        TlsKeys tls = new TlsKeys(setup.key(), setup.chain());
        this.keys = tls;
        this.problems = new Problems(shapes);
        Dispatcher dispatcher = new Dispatcher(shapes, new Gate(setup.authenticator()), setup.idempotency());
        Buckets buckets = new Buckets(setup.clock(), 2_000, 400);
        this.javalin = Javalin.create(config -> {
            engine(config, setup, tls);
            config.routes.before(context -> {
                headers(context);
                harden(context);
                buckets.take(context.ip());
            });
            Set<String> known = new HashSet<>();
            for (Route<?, ?> route : setup.routes()) {
                if (!known.add(route.method() + " " + route.path().replaceAll("\\{[^}]*}", "{}"))) {
                    throw new IllegalStateException("two routes for " + route);
                }
                config.routes.addHttpHandler(
                        HandlerType.findOrCreate(route.method().name()),
                        setup.prefix() + route.path(),
                        context -> dispatcher.dispatch(context, route));
            }
            setup.extra().accept(extra(config));
            config.routes.exception(Exception.class, this::failed);
            config.routes.error(404, this::unanswered);
            config.routes.error(405, this::unanswered);
        });
    }

    private static Extra extra(JavalinConfig config) {
        return new Extra() {
            @Override
            public void get(String path, io.javalin.http.Handler handler) {
                config.routes.get(path, handler);
            }

            @Override
            public void head(String path, io.javalin.http.Handler handler) {
                config.routes.head(path, handler);
            }

            @Override
            public void post(String path, io.javalin.http.Handler handler) {
                config.routes.post(path, handler);
            }

            @Override
            public void put(String path, io.javalin.http.Handler handler) {
                config.routes.put(path, handler);
            }
        };
    }

    /** Opens the port. */
    public static HttpListener start(Setup setup) {
        HttpListener listener = new HttpListener(setup);
        try {
            listener.javalin.start();
        } catch (RuntimeException e) {
            throw new PortTaken(setup.name() + " cannot listen on " + setup.bind() + ":" + setup.port()
                    + ", choose another port with --" + setup.name() + "-port");
        }
        return listener;
    }

    /** The port is used by another program. */
    public static final class PortTaken extends RuntimeException {
        public PortTaken(String message) {
            super(message, null, false, false);
        }
    }

    public int port() {
        return javalin.port();
    }

    /** New connections get this key and certificate. */
    public void replaceKey(PrivateKey key, List<X509Certificate> chain) {
        keys.replace(key, chain);
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void failed(Exception error, Context context) {
        if (error instanceof Problem problem) {
            problems.answer(context, problem);
        } else if (error instanceof io.javalin.http.HttpResponseException http) {
            problems.answer(
                    context,
                    http.getStatus() == 413
                            ? new Problem.TooLarge("the body is larger than " + Dispatcher.MAX_BODY + " bytes")
                            : http.getStatus() == 404
                                    ? new Problem.NotFound()
                                    : new Problem.BadRequest("the request cannot be read"));
        } else if (context.res().isCommitted()) {
            throw new IllegalStateException("the client went away or the answer broke off", error);
        } else {
            problems.unexpected(context, error);
        }
    }

    private void unanswered(Context context) {
        String type = context.res().getContentType();
        if (type == null || !type.startsWith("application/problem+json")) {
            problems.answer(context, new Problem.NotFound());
        }
    }

    private static void headers(Context context) {
        context.header("Strict-Transport-Security", "max-age=31536000")
                .header("Content-Security-Policy", CSP)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    }

    private static void harden(Context context) {
        String raw = context.req().getRequestURI();
        boolean odd = raw.length() > 1000
                || raw.contains("//")
                || raw.contains("/.")
                || raw.chars().anyMatch(c -> c == '%' || c == ';' || c == '\\' || c <= ' ' || c > '~');
        if (odd) {
            throw new Problem.NotFound();
        }
        if (context.queryString() != null && context.queryString().length() > 8_000) {
            throw new Problem.BadRequest("the query is longer than 8000 characters");
        }
    }

    private static void engine(JavalinConfig config, Setup setup, TlsKeys keys) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = Dispatcher.MAX_BODY;
        config.http.generateEtags = false;
        config.router.ignoreTrailingSlashes = false;
        QueuedThreadPool threads = new QueuedThreadPool(24, 4);
        threads.setName(setup.name());
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(setup.name() + "-", 0).factory()));
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> server.setStopTimeout(2_000));
        config.jetty.addConnector((server, http) -> connector(server, http, setup, keys));
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, Setup setup, TlsKeys keys) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(16 * 1024);
        http.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls(keys), "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost(setup.bind());
        connector.setPort(setup.port());
        connector.setIdleTimeout(60_000);
        connector.setAcceptQueueSize(512);
        return connector;
    }

    private static SslContextFactory.Server tls(TlsKeys keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(context);
            factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            factory.setExcludeCipherSuites();
            factory.setIncludeCipherSuites(CIPHERS);
            factory.setSniRequired(false);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
