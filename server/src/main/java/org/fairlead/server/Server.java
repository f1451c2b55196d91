package org.fairlead.server;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.api.AdministrationRoutes;
import org.fairlead.server.api.AuditRoutes;
import org.fairlead.server.api.Authenticator;
import org.fairlead.server.api.ConsolePort;
import org.fairlead.server.api.EnrolRoutes;
import org.fairlead.server.api.HealthRoutes;
import org.fairlead.server.api.HttpListener;
import org.fairlead.server.api.Idempotency;
import org.fairlead.server.api.MeRoutes;
import org.fairlead.server.api.Route;
import org.fairlead.server.api.Routes;
import org.fairlead.server.api.ServerRoutes;
import org.fairlead.server.api.SessionRoutes;
import org.fairlead.server.api.StreamRoutes;
import org.fairlead.server.config.ServerConfig;
import org.fairlead.server.core.access.SignedIn;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.core.sync.DeviceDesk;
import org.fairlead.server.gateway.GatewayConfig;
import org.fairlead.server.gateway.GatewayServer;
import org.fairlead.server.store.Database;
import org.fairlead.server.store.PgIdempotency;
import org.fairlead.server.store.Storage;
import org.jspecify.annotations.Nullable;

/** The running server: opens everything in order and closes it in reverse. The one place that knows every package. */
public final class Server implements AutoCloseable {
    static final String VERSION = "0.1.0";

    private static final System.Logger LOG = System.getLogger(Server.class.getName());

    private final ServerConfig config;
    private final Foundation foundation;
    private final Authorities authorities;
    private final FleetParts fleet;
    private final FleetParts.Devices devices;
    private final AppleParts apple;
    private final MobileParts mobile;
    private final AndroidParts android;
    private final GatewayServer gateway;
    private final StreamRoutes stream;
    private final HttpListener console;
    private final HttpListener publicPort;
    private final Timers timers;
    private final Instant startedAt;
    private final long startMillis;

    private Server(ServerConfig config, Clock clock) {
        this.config = config;
        this.startedAt = clock.instant();
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            Storage storage = Storage.serve(config.data(), config.databaseUrl());
            opened.add(storage);
            this.foundation = new Foundation(storage, clock);
            this.authorities = Authorities.loadOrCreate(config.data().resolve("keys"), names(config), clock);
            Authenticator authenticator = authenticator(foundation);
            this.fleet = new FleetParts(foundation, authorities);
            opened.add(fleet);
            this.devices = fleet.devices();
            this.android = new AndroidParts(
                    foundation,
                    fleet,
                    config.data(),
                    this::publicUrl,
                    () -> authorities.pins().getFirst());
            this.apple = new AppleParts(foundation, fleet, authorities, this::publicUrl);
            opened.add(apple);
            this.mobile = new MobileParts(foundation, fleet, apple.readiness(android.readiness()), this::publicUrl);
            opened.add(devices.ingest());
            this.gateway = new GatewayServer(
                    GatewayConfig.of(
                                    config.bind(),
                                    config.gatewayPort(),
                                    DeviceDesk.HEARTBEAT_SECONDS,
                                    Runtime.getRuntime().availableProcessors())
                            .withTls12(config.tls12()),
                    devices.desk(),
                    authorities.serverKey(),
                    authorities.serverChain(),
                    authorities.deviceAuthority());
            gateway.start();
            opened.add(gateway);
            this.stream = new StreamRoutes(foundation.changes, authenticator);
            HealthRoutes health = new HealthRoutes(this::isReady, this::metrics, authenticator);
            this.console = ConsolePort.start(
                    config.bind(),
                    config.consolePort(),
                    authorities.serverKey(),
                    authorities.serverChain(),
                    consoleRoutes(),
                    authenticator,
                    idempotency(storage.database(), foundation.sealer, clock),
                    health,
                    clock);
            opened.add(console);
            this.publicPort = HttpListener.start(new HttpListener.Setup(
                    "public",
                    config.bind(),
                    config.publicPort(),
                    authorities.serverKey(),
                    authorities.serverChain(),
                    "",
                    publicRoutes(),
                    authenticator,
                    null,
                    clock,
                    extra -> {
                        HealthRoutes.live(extra);
                        mobile.pages(extra);
                        android.routes.all(extra);
                        apple.pages(extra);
                    }));
            opened.add(publicPort);
            this.timers = new Timers();
            opened.add(timers);
            timers.database(storage::revive, Duration.ofSeconds(2));
            timers.quick(fleet.presence::flush, 150);
            timers.quick(fleet.fleet::refresh, 1_000);
            timers.quick(fleet.profiles::runIfDue, 1_000);
            timers.job(fleet.profiles::run, Duration.ofMinutes(1));
            timers.job(foundation.sessions::sweep, Duration.ofMinutes(10));
            timers.job(fleet.overviews::noteOnline, Duration.ofMinutes(5));
            timers.job(fleet.commands::expire, Duration.ofMinutes(1));
            timers.job(fleet.approvals::expire, Duration.ofMinutes(1));
            timers.job(fleet.commands::forget, Duration.ofHours(1));
            timers.job(mobile.mails::forget, Duration.ofHours(1));
            timers.job(fleet.events::maintain, Duration.ofHours(6));
            timers.job(fleet.ruleRunner::runContinuous, Duration.ofMinutes(10));
            timers.job(fleet.compliance::act, Duration.ofSeconds(3));
            timers.job(fleet.compliance::sweep, Duration.ofMinutes(5));
            timers.job(fleet.retirements::advance, Duration.ofSeconds(2));
            timers.job(fleet.retirements::forget, Duration.ofHours(1));
            timers.job(fleet.health::sweep, Duration.ofSeconds(2));
            timers.job(fleet.watch::silence, Duration.ofMinutes(1));
            timers.job(fleet.watch::storage, Duration.ofMinutes(1));
            timers.job(fleet.watch::audit, Duration.ofHours(24));
            fleet.codes.keys.onRotate(this::useNewKey);
            fleet.codes.run(timers, devices.desk()::remindOfCodes);
            timers.job(fleet.invitations::noteWorking, Duration.ofSeconds(5));
            apple.run(timers);
            timers.outbound(mobile.mails::deliver, Duration.ofSeconds(2));
            timers.outbound(foundation.mails::deliver, Duration.ofSeconds(5));
            timers.outbound(fleet.notifications::deliver, Duration.ofSeconds(5));
            fleet.watch.started(VERSION);
            this.startMillis = ManagementFactory.getRuntimeMXBean().getUptime();
        } catch (IOException e) {
            closeAll(opened.reversed());
            throw new HttpListener.PortTaken(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            closeAll(opened.reversed());
            throw e;
        }
    }

    /** Opens everything; throws with one clear line when it cannot. */
    public static Server start(ServerConfig config, Clock clock) {
        return new Server(config, clock);
    }

    /** Prints what the operator wants to know first. */
    public void greet(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "Fairlead %s ready in %.1f s, %d MiB with the database%n",
                VERSION,
                startMillis / 1000.0,
                memoryBytes() >> 20);
        out.println("Console: " + consoleUrl());
        out.println(
                "Thin clients: " + publicName(config) + ":" + publicPort.port() + ", key fingerprint " + fingerprint());
        setupLink().ifPresent(link -> out.println("Set up the first administrator within 30 minutes: " + link));
        out.flush();
    }

    /** A fresh link for the first administrator; nothing when there is one. */
    public Optional<String> setupLink() {
        return foundation.invitations.first().map(this::link);
    }

    public String consoleUrl() {
        return "https://" + publicName(config) + ":" + console.port();
    }

    public int consolePort() {
        return console.port();
    }

    public int publicPort() {
        return publicPort.port();
    }

    /** Every route of the console's API, for tests and the API description. */
    public List<Route<?, ?>> consoleRoutes() {
        List<Routes> parts = new ArrayList<>(List.of(
                new SessionRoutes(
                        foundation.invitations,
                        foundation.signIn,
                        foundation.factors,
                        foundation.sessions,
                        foundation.workspace),
                new MeRoutes(foundation.factors, foundation.sessions, foundation.workspace),
                new AdministrationRoutes(foundation.administration, foundation.tokens, this::link),
                new AuditRoutes(foundation.auditStore),
                new ServerRoutes(this::info, foundation.settings, foundation.mailer),
                stream));
        parts.addAll(fleet.routes());
        parts.addAll(mobile.routes());
        parts.add(android.routes);
        parts.add(apple.routes());
        return parts.stream().flatMap(part -> part.routes().stream()).toList();
    }

    @Override
    public void close() {
        timers.close();
        stream.close();
        closeAll(List.of(publicPort, gateway, devices.ingest(), apple, fleet, console, foundation.storage));
    }

    private List<Route<?, ?>> publicRoutes() {
        return fleet.publicRoutes(
                devices.enrolments(), () -> new EnrolRoutes.Gateway(publicName(config), gateway.port()));
    }

    /** Where agents connect. */
    public int gatewayPort() {
        return gateway.port();
    }

    /** The fingerprint that a device shows when it meets this server: SHA-256 of the public key, in groups of four. */
    public String fingerprint() {
        String hex = HexFormat.of()
                .withUpperCase()
                .formatHex(Base64.getDecoder().decode(authorities.pins().getFirst()));
        return hex.replaceAll("(.{4})(?!$)", "$1 ");
    }

    private ServerRoutes.ServerInfo info() {
        return new ServerRoutes.ServerInfo(
                VERSION,
                startedAt,
                startMillis,
                foundation.storage.isEmbedded() ? "embedded" : "external",
                memoryBytes(),
                fleet.presence.online(),
                publicUrl(),
                publicName(config) + ":" + gateway.port(),
                List.of(
                        certificate("server", authorities.serverChain().getFirst()),
                        certificate("server-authority", authorities.serverAuthority()),
                        certificate("device-authority", authorities.deviceAuthority())));
    }

    private static ServerRoutes.CertificateInfo certificate(String name, X509Certificate certificate) {
        return new ServerRoutes.CertificateInfo(
                name,
                certificate.getSubjectX500Principal().getName(),
                Authorities.fingerprint(certificate),
                certificate.getNotAfter().toInstant());
    }

    private void useNewKey() {
        gateway.replaceKey(authorities.serverKey(), authorities.serverChain());
        console.replaceKey(authorities.serverKey(), authorities.serverChain());
        publicPort.replaceKey(authorities.serverKey(), authorities.serverChain());
    }

    /** Where phones and agents reach the public pages. */
    private String publicUrl() {
        String set = foundation.settings.publicUrl();
        return set.isEmpty() ? "https://" + publicName(config) + ":" + publicPort.port() : set;
    }

    private String link(String secret) {
        return consoleUrl() + "/setup/" + secret;
    }

    private boolean isReady() {
        return foundation.storage.database().answers();
    }

    private Map<String, Double> metrics() {
        Runtime runtime = Runtime.getRuntime();
        Database.PoolState consolePool = foundation.storage.database().state();
        Database.PoolState gatewayPool = foundation.storage.database().gateway().state();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(
                "fairlead_uptime_seconds",
                Duration.between(startedAt, foundation.clock.instant()).toSeconds() * 1.0);
        metrics.put("fairlead_memory_bytes", memoryBytes() * 1.0);
        metrics.put("fairlead_heap_used_bytes", (runtime.totalMemory() - runtime.freeMemory()) * 1.0);
        metrics.put("fairlead_console_connections_active", consolePool.active() * 1.0);
        metrics.put("fairlead_console_connections_waiting", consolePool.waiting() * 1.0);
        metrics.put("fairlead_gateway_connections_active", gatewayPool.active() * 1.0);
        metrics.put("fairlead_gateway_connections_waiting", gatewayPool.waiting() * 1.0);
        metrics.put("fairlead_devices_online", fleet.presence.online() * 1.0);
        metrics.put("fairlead_ingest_waiting", devices.ingest().waiting() * 1.0);
        return metrics;
    }

    /** Resident memory of this process and of the database below it. */
    long memoryBytes() {
        return resident(Path.of("/proc/self/status"))
                + foundation.storage.databaseProcess().map(Server::treeMemory).orElse(0L);
    }

    /** The shared part of PostgreSQL is counted once, at the first process. */
    private static long treeMemory(long pid) {
        long own = ProcessHandle.of(pid)
                .map(process -> process.children()
                        .mapToLong(child -> anonymous(child.pid()))
                        .sum())
                .orElse(0L);
        return resident(Path.of("/proc/" + pid + "/status")) + own;
    }

    private static long anonymous(long pid) {
        return field(Path.of("/proc/" + pid + "/status"), "RssAnon:");
    }

    private static long resident(Path status) {
        return field(status, "VmRSS:");
    }

    private static long field(Path status, String name) {
        try {
            for (String line : Files.readAllLines(status, StandardCharsets.UTF_8)) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return 0;
    }

    private static Authenticator authenticator(Foundation foundation) {
        return new Authenticator() {
            @Override
            public @Nullable SignedIn session(String secret, String address, boolean active) {
                return foundation.sessions.find(secret, address, active);
            }

            @Override
            public @Nullable SignedIn token(String secret, String address) {
                return foundation.tokens.find(secret, address);
            }
        };
    }

    private static Idempotency idempotency(Database database, Sealer sealer, Clock clock) {
        PgIdempotency store = new PgIdempotency(database, sealer, clock);
        return new Idempotency() {
            @Override
            public Optional<Answer> claim(String caller, UUID key, byte[] requestHash) {
                return store.claim(caller, key, requestHash).map(kept -> new Answer(kept.status(), kept.body()));
            }

            @Override
            public void complete(String caller, UUID key, Answer answer) {
                store.complete(caller, key, new PgIdempotency.Kept(answer.status(), answer.body()));
            }

            @Override
            public void abandon(String caller, UUID key) {
                store.abandon(caller, key);
            }
        };
    }

    /** The name under which administrators and devices reach this server. */
    static String publicName(ServerConfig config) {
        return config.publicName().orElseGet(() -> {
            boolean any = config.bind().equals("0.0.0.0") || config.bind().equals("::");
            return any ? hostName() : config.bind().contains(":") ? "[" + config.bind() + "]" : config.bind();
        });
    }

    static List<String> names(ServerConfig config) {
        Set<String> names = new LinkedHashSet<>();
        config.publicName().ifPresent(names::add);
        names.add(hostName());
        names.add("localhost");
        names.add("127.0.0.1");
        if (!config.bind().equals("0.0.0.0") && !config.bind().equals("::")) {
            names.add(config.bind());
        }
        return List.copyOf(names);
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/etc/hostname")).trim().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            } catch (UnknownHostException unknown) {
                return "localhost";
            }
        }
    }

    private static void closeAll(List<? extends AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "did not close cleanly: {0}", String.valueOf(e.getMessage()));
            }
        }
    }
}
