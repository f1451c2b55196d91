package org.fairlead.server.store;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own below the data folder, as a child process on a loopback port. A survivor of a killed
 * server is adopted. The owner of the {@link DataFolder} starts it and closes it; other processes {@link #attach}.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String USER = "fairlead";
    private static final String PASSWORD_FILE = "database.password";
    private static final long START_SECONDS = 60;
    private static final int REVIVALS = 10;
    private static final System.Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());

    private final Path programs;
    private final Path cluster;
    private final List<String> wrapper;
    private final JdbcAddress address;
    private final boolean adopted;
    private final Object lock = new Object();
    private boolean closed;

    private EmbeddedPostgres(Path programs, Path cluster, List<String> wrapper, JdbcAddress address, boolean adopted) {
        this.programs = programs;
        this.cluster = cluster;
        this.wrapper = wrapper;
        this.address = address;
        this.adopted = adopted;
    }

    /** Starts the cluster of this data folder, making it first if needed. */
    public static EmbeddedPostgres start(DataFolder folder) {
        return start(folder, "fsync=on");
    }

    /** With a setting of its own, such as no fsync for tests. */
    static EmbeddedPostgres start(DataFolder folder, String setting) {
        Path data = folder.path();
        Path cluster = data.resolve("postgres");
        Path programs = PostgresBinaries.unpacked(List.of(cache(), data.resolve("programs")));
        List<String> wrapper = PostgresUser.wrapper(data, cluster, programs);
        boolean fresh = !Files.exists(cluster.resolve("PG_VERSION"));
        if (fresh) {
            initialise(data, cluster, programs, wrapper);
        }
        String password = password(data);
        Optional<Postmaster> survivor = Postmaster.read(cluster).filter(Postmaster::isAlive);
        if (survivor.isPresent()) {
            JdbcAddress address = address(survivor.get().port(), password);
            if (answers(address)) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "adopted the running database, process {0}",
                        survivor.get().pid() + "");
                return new EmbeddedPostgres(programs, cluster, wrapper, address, true);
            }
            stop(programs, cluster, wrapper);
        }
        int port = launch(data, cluster, programs, wrapper, setting);
        return new EmbeddedPostgres(programs, cluster, wrapper, address(port, password), false);
    }

    /** The database of a server that is running on this data folder now. */
    public static Optional<JdbcAddress> attach(Path data) {
        Path cluster = data.resolve("postgres");
        if (!Files.exists(data.resolve(PASSWORD_FILE))) {
            return Optional.empty();
        }
        return Postmaster.read(cluster)
                .filter(Postmaster::isAlive)
                .map(master -> address(master.port(), password(data)))
                .filter(EmbeddedPostgres::answers);
    }

    public JdbcAddress address() {
        return address;
    }

    /** Whether the cluster was already running when this server started. */
    public boolean isAdopted() {
        return adopted;
    }

    /** The process of the cluster. */
    public long pid() {
        return Postmaster.read(cluster).map(Postmaster::pid).orElse(-1L);
    }

    /** Starts the cluster again on its port if its process has ended; call it now and then. */
    public void revive() {
        synchronized (lock) {
            if (closed || Postmaster.read(cluster).filter(Postmaster::isAlive).isPresent()) {
                return;
            }
            LOG.log(System.Logger.Level.WARNING, "the database has ended, starting it again");
            Path data = Objects.requireNonNull(cluster.getParent());
            int port = Integer.parseInt(address.url().replaceAll("^.*127\\.0\\.0\\.1:(\\d+)/.*$", "$1"));
            for (int attempt = 0; attempt < REVIVALS; attempt++) {
                Process process = launch(data, cluster, programs, wrapper, port, "fsync=on");
                while (process.isAlive()) {
                    if (Postmaster.read(cluster)
                            .filter(m -> m.ready() && m.isAlive())
                            .isPresent()) {
                        LOG.log(System.Logger.Level.INFO, "the database runs again");
                        return;
                    }
                    sleep(50);
                }
                sleep(500); // children of the killed process may still hold its memory
            }
            throw new StoreError("the database does not start, see " + data.resolve("postgres.log") + lastLine(data));
        }
    }

    /** Stops the cluster: open transactions are rolled back, everything committed is on disk. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            stop(programs, cluster, wrapper);
        }
    }

    private static Path cache() {
        if (PostgresUser.isRoot()) {
            return Path.of("/var/cache/fairlead");
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("fairlead");
    }

    private static void initialise(Path data, Path cluster, Path programs, List<String> wrapper) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path given = data.resolve("postgres.initial");
        try {
            DataFolder.writePrivate(data.resolve(PASSWORD_FILE), password.getBytes(StandardCharsets.UTF_8));
            DataFolder.writePrivate(given, password.getBytes(StandardCharsets.UTF_8));
            if (Files.exists(cluster)) {
                PostgresBinaries.delete(cluster);
            }
            Files.createDirectory(
                    cluster, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            PostgresUser.own(wrapper, List.of(cluster, given));
            run(
                    data,
                    wrapper,
                    List.of(
                            programs.resolve("bin/initdb").toString(),
                            "-D",
                            cluster.toString(),
                            "-U",
                            USER,
                            "-E",
                            "UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "-k",
                            "--auth=scram-sha-256",
                            "--pwfile=" + given));
        } catch (IOException e) {
            throw new StoreError("cannot make the database below " + data + ": " + e.getMessage(), e);
        } finally {
            try {
                Files.deleteIfExists(given);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "cannot delete {0}", given);
            }
        }
    }

    private static int launch(Path data, Path cluster, Path programs, List<String> wrapper, String setting) {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            Process process = launch(data, cluster, programs, wrapper, port, setting);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (process.isAlive() && System.nanoTime() < deadline) {
                if (Postmaster.read(cluster)
                        .filter(m -> m.port() == port && m.ready())
                        .isPresent()) {
                    return port;
                }
                sleep(10);
            }
            process.destroy();
            if (attempt == 3) {
                throw new StoreError(
                        "the database does not start, see " + data.resolve("postgres.log") + lastLine(data));
            }
        }
    }

    private static Process launch(
            Path data, Path cluster, Path programs, List<String> wrapper, int port, String setting) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(wrapper);
        command.addAll(List.of(programs.resolve("bin/postgres").toString(), "-D", cluster.toString()));
        for (String option : List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "shared_buffers=64MB",
                "work_mem=16MB",
                "max_connections=60",
                setting,
                "wal_level=minimal",
                "max_wal_senders=0",
                "io_method=sync",
                "autovacuum_max_workers=2",
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_min_messages=warning")) {
            command.add("-c");
            command.add(option);
        }
        File log = data.resolve("postgres.log").toFile();
        try {
            return new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            log.length() < 1 << 20
                                    ? ProcessBuilder.Redirect.appendTo(log)
                                    : ProcessBuilder.Redirect.to(log))
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            throw new StoreError("cannot start PostgreSQL: " + e.getMessage(), e);
        }
    }

    private static void stop(Path programs, Path cluster, List<String> wrapper) {
        try {
            run(
                    cluster,
                    wrapper,
                    List.of(
                            programs.resolve("bin/pg_ctl").toString(),
                            "stop",
                            "-D",
                            cluster.toString(),
                            "-m",
                            "fast",
                            "-t",
                            "60"));
        } catch (StoreError e) {
            if (Postmaster.read(cluster).filter(Postmaster::isAlive).isPresent()) {
                LOG.log(System.Logger.Level.WARNING, "the database did not stop: {0}", e.getMessage());
            }
        }
    }

    private static void run(Path data, List<String> wrapper, List<String> program) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(program);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StoreError(
                        Path.of(program.getFirst()).getFileName() + " failed for " + data + ": " + output.trim());
            }
        } catch (IOException e) {
            throw new StoreError("cannot run " + program.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreError("interrupted", e);
        }
    }

    private static JdbcAddress address(int port, String password) {
        return new JdbcAddress("jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable", USER, password);
    }

    private static boolean answers(JdbcAddress address) {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password())) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private static String password(Path data) {
        try {
            return Files.readString(data.resolve(PASSWORD_FILE)).trim();
        } catch (IOException e) {
            throw new StoreError("cannot read the database password: " + e.getMessage(), e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StoreError("no free port on the loopback address", e);
        }
    }

    private static String lastLine(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postgres.log"));
            return lines.isEmpty() ? "" : ": " + lines.getLast();
        } catch (IOException e) {
            return "";
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreError("interrupted", e);
        }
    }

    /** What postmaster.pid says: process, port, and whether it takes connections. */
    private record Postmaster(long pid, int port, boolean ready, Path cluster) {
        static Optional<Postmaster> read(Path cluster) {
            try {
                List<String> lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
                if (lines.size() < 4) {
                    return Optional.empty();
                }
                boolean ready = lines.size() >= 8 && lines.get(7).trim().equals("ready");
                return Optional.of(new Postmaster(
                        Long.parseLong(lines.get(0).trim()),
                        Integer.parseInt(lines.get(3).trim()),
                        ready,
                        cluster));
            } catch (IOException | NumberFormatException e) {
                return Optional.empty();
            }
        }

        /** Whether that process is still the PostgreSQL of this cluster and not a stranger with its number. */
        boolean isAlive() {
            @Nullable Path working = null;
            try {
                working = Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd"));
            } catch (IOException | UnsupportedOperationException e) {
                return false;
            }
            return working.equals(cluster.toAbsolutePath().normalize());
        }
    }
}
