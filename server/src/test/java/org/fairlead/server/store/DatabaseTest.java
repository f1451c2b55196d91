package org.fairlead.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.server.core.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private static Database database;

    @BeforeAll
    static void open() {
        database = Database.open(TestDatabase.create());
        database.tx(handle -> handle.execute("create table counter (id int primary key, n int)"));
        database.tx(handle -> handle.execute("insert into counter values (1, 0), (2, 0)"));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aDeadlockIsTriedAgainUntilBothSidesAreDone() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger runs = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int side : new int[] {1, 2}) {
            threads.add(Thread.ofVirtual()
                    .start(() -> database.tx(handle -> {
                        boolean first = runs.incrementAndGet() <= 2;
                        handle.execute("update counter set n = n + 1 where id = ?", side);
                        if (first) {
                            await(both);
                        }
                        return handle.execute("update counter set n = n + 1 where id = ?", 3 - side);
                    })));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(runs).hasValueGreaterThan(2);
        assertThat(number("select sum(n) from counter")).isEqualTo(4);
    }

    @Test
    void workThatFailsLeavesNothingBehindAndIsNotRepeated() {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> database.tx(handle -> {
                    runs.incrementAndGet();
                    handle.execute("insert into counter values (9, 9)");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(runs).hasValue(1);
        assertThat(number("select count(*) from counter where id = 9")).isZero();
    }

    @Test
    void aReadMayNotWrite() {
        assertThatThrownBy(() -> database.read(handle -> handle.execute("insert into counter values (8, 8)")))
                .hasMessageContaining("read-only");
    }

    @Test
    void actionsAfterCommitRunOnceAndNotAfterARollback() {
        PgUnitOfWork work = new PgUnitOfWork(database);
        List<String> done = new ArrayList<>();
        work.runInTx(tx -> tx.afterCommit(() -> done.add("committed")));
        assertThatThrownBy(() -> work.runInTx(tx -> {
                    tx.afterCommit(() -> done.add("rolled back"));
                    throw new Problem.Conflict("no");
                }))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(done).containsExactly("committed");
    }

    @Test
    void aKilledConnectionIsReplacedAndTheWorkRunsAgain() {
        AtomicInteger runs = new AtomicInteger();
        int one = database.tx(handle -> {
            if (runs.incrementAndGet() == 1) {
                handle.createQuery("select pg_terminate_backend(pg_backend_pid())")
                        .mapTo(Boolean.class)
                        .one();
            }
            return handle.createQuery("select 1").mapTo(Integer.class).one();
        });
        assertThat(one).isEqualTo(1);
        assertThat(runs).hasValue(2);
    }

    @Test
    void aFullDiskIsSaidPlainlyAndMayBeTriedAgain() {
        assertThatThrownBy(() -> database.tx(handle ->
                        handle.execute("do $$ begin raise exception 'no space left' using errcode = '53100'; end $$")))
                .isInstanceOf(Problem.Unavailable.class)
                .hasMessageContaining("disk below the database is full");
        assertThat(database.answers()).isTrue();
    }

    private static int number(String sql) {
        return database.<Integer>read(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
