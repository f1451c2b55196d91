package org.fairlead.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Databases for tests: one cluster per JVM (or the one that FAIRLEAD_TEST_DATABASE_URL names), one migrated template, and
 * a copy of it for each caller.
 */
public final class TestDatabase {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static @Nullable JdbcAddress cluster;

    private TestDatabase() {}

    /** A new database with the whole schema. */
    public static synchronized JdbcAddress create() {
        JdbcAddress root = cluster();
        String name = "t_" + ProcessHandle.current().pid() + "_" + NEXT.incrementAndGet();
        execute(root, "create database " + name + " template " + template());
        return named(root, name);
    }

    /** A new database without any table. */
    public static synchronized JdbcAddress empty() {
        String name = "e_" + ProcessHandle.current().pid() + "_" + NEXT.incrementAndGet();
        execute(cluster(), "create database " + name + " template template0");
        return named(cluster(), name);
    }

    private static String template() {
        return "template_" + ProcessHandle.current().pid();
    }

    private static JdbcAddress cluster() {
        if (cluster == null) {
            String external = System.getenv("FAIRLEAD_TEST_DATABASE_URL");
            JdbcAddress address = external == null ? embedded() : new JdbcAddress(external, null, null);
            execute(address, "create database " + template() + " template template0");
            Database.migrate(named(address, template()));
            if (external != null) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> dropAll(address)));
            }
            cluster = address;
        }
        return cluster;
    }

    private static JdbcAddress embedded() {
        try {
            Path data = Files.createTempDirectory("fairlead-test-");
            DataFolder folder = DataFolder.take(data);
            EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, "fsync=off");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                postgres.close();
                folder.close();
                try {
                    PostgresBinaries.delete(data);
                } catch (IOException e) {
                    System.err.println("cannot delete " + data);
                }
            }));
            return postgres.address();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void dropAll(JdbcAddress address) {
        String pid = String.valueOf(ProcessHandle.current().pid());
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                var statement = connection.createStatement()) {
            for (int i = 1; i <= NEXT.get(); i++) {
                statement.execute("drop database if exists t_" + pid + "_" + i + " with (force)");
                statement.execute("drop database if exists e_" + pid + "_" + i + " with (force)");
            }
            statement.execute("drop database if exists " + template() + " with (force)");
        } catch (SQLException e) {
            System.err.println("cannot drop the test databases of process " + pid + ": " + e.getMessage());
        }
    }

    static JdbcAddress named(JdbcAddress address, String name) {
        return new JdbcAddress(
                address.url().replaceFirst("(//[^/]+/)[^?]*", "$1" + name), address.user(), address.password());
    }

    static void execute(JdbcAddress address, String sql) {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password())) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
