package org.fairlead.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.fairlead.server.core.Problem;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The database: two connection pools, so that devices in a storm never starve the console. Any thread may call; the owner
 * closes it last.
 */
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 6;
    private static final long GIVE_UP_NANOS = Duration.ofSeconds(6).toNanos();
    private static final String SILENT_SECONDS = "30";

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final LongAdder statements = new LongAdder();
    private final @Nullable Database gateway;

    private Database(HikariDataSource pool, @Nullable Database gateway) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        jdbi.setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                statements.increment();
            }
        });
        this.gateway = gateway;
    }

    /** Brings the schema up to date and opens both pools. */
    public static Database open(JdbcAddress address) {
        migrate(address);
        Database gateway = new Database(pool(address, "gateway", 8), null);
        return new Database(pool(address, "console", 8), gateway);
    }

    /** Opens one small pool without touching the schema, for commands on the host. */
    public static Database connect(JdbcAddress address) {
        return new Database(pool(address, "host", 2), null);
    }

    /** Applies the migrations of the class path. */
    public static void migrate(JdbcAddress address) {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(address.url(), address.user(), address.password())
                .locations("classpath:db/migration")
                .outOfOrder(true)
                .validateMigrationNaming(true)
                .connectRetries(3)
                .load()
                .migrate();
    }

    /** The same database through the devices' pool. */
    public Database gateway() {
        return gateway == null ? this : gateway;
    }

    /** Runs the work in one transaction, again on serialisation failures, deadlocks and lost connections. */
    public <T extends @Nullable Object> T tx(Work<T> work) {
        return attempt(work, false);
    }

    /** Like {@link #tx}, but the transaction may not write. */
    public <T extends @Nullable Object> T read(Work<T> work) {
        return attempt(work, true);
    }

    /** Whether the database answers now. */
    public boolean answers() {
        try {
            return this.<Integer>read(handle ->
                            handle.createQuery("select 1").mapTo(Integer.class).one())
                    == 1;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Connections in use and waiting threads of this pool, for metrics. */
    public PoolState state() {
        var bean = pool.getHikariPoolMXBean();
        return new PoolState(
                bean.getActiveConnections(), bean.getTotalConnections(), bean.getThreadsAwaitingConnection());
    }

    /** How many statements have been sent through this pool; a batch counts once. */
    public long statements() {
        return statements.sum();
    }

    /** Numbers of a pool at one moment. */
    public record PoolState(int active, int total, int waiting) {}

    @Override
    public void close() {
        pool.close();
        if (gateway != null) {
            gateway.close();
        }
    }

    private <T extends @Nullable Object> T attempt(Work<T> work, boolean readOnly) {
        long begun = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            boolean committing = false;
            try (Handle handle = jdbi.open()) {
                if (readOnly) {
                    handle.setReadOnly(true);
                }
                handle.begin();
                T result;
                try {
                    result = work.run(handle);
                    committing = true;
                    handle.commit();
                } catch (RuntimeException | Error e) {
                    rollback(handle);
                    throw e;
                }
                return result;
            } catch (RuntimeException e) {
                String state = sqlState(e);
                boolean lost = isLost(state);
                boolean again = lost ? !committing : "40001".equals(state) || "40P01".equals(state);
                if (state != null && state.startsWith("53")) {
                    throw exhausted(state, e);
                }
                if (!again && !lost) {
                    throw e;
                }
                if (!again || attempt == ATTEMPTS || System.nanoTime() - begun > GIVE_UP_NANOS) {
                    throw unavailable(e);
                }
                pause(attempt);
            }
        }
    }

    private static Problem.Unavailable unavailable(RuntimeException cause) {
        Problem.Unavailable problem =
                new Problem.Unavailable("the database does not answer or is overloaded, try again in a moment");
        problem.addSuppressed(cause);
        return problem;
    }

    /** Nothing was stored; it may go again once there is room. */
    private static Problem.Unavailable exhausted(String state, RuntimeException cause) {
        Problem.Unavailable problem = new Problem.Unavailable(
                state.equals("53100")
                        ? "the disk below the database is full, free some space, then try again"
                        : "the database is short of memory or connections, try again in a moment");
        problem.addSuppressed(cause);
        return problem;
    }

    private static void rollback(Handle handle) {
        try {
            if (handle.isInTransaction()) {
                handle.rollback();
            }
        } catch (RuntimeException ignored) {
            System.getLogger(Database.class.getName()).log(System.Logger.Level.DEBUG, "rollback failed", ignored);
        }
    }

    private static boolean isLost(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    static @Nullable String sqlState(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                if (sql instanceof java.sql.SQLTransientConnectionException && sql.getSQLState() == null) {
                    return "08000";
                }
                return sql.getSQLState();
            }
        }
        return null;
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(5, 20L << attempt)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem.Unavailable("the server is stopping, try again in a moment");
        }
    }

    private static HikariDataSource pool(JdbcAddress address, String name, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(20_000);
        config.addDataSourceProperty("ApplicationName", "fairlead-" + name);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("loginTimeout", "5");
        config.addDataSourceProperty("socketTimeout", SILENT_SECONDS);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("options", "-c TimeZone=UTC");
        return new HikariDataSource(config);
    }
}
