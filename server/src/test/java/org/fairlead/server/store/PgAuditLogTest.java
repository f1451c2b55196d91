package org.fairlead.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditHead;
import org.fairlead.server.core.audit.AuditHeads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgAuditLogTest {
    private final UUID workspace = Ids.next();
    private final Database database = Database.open(TestDatabase.create());
    private final UnitOfWork unit = new PgUnitOfWork(database);
    private final PgAuditLog audit = new PgAuditLog(database, workspace, new NoHeads(), InstantSource.system());

    @BeforeEach
    void open() {
        database.tx(
                handle -> handle.execute("insert into workspace values (?, 'test', ?, now())", workspace, Ids.next()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whoHasSaidSomethingHoldsUpNobodyElseBeforeTheTransactionEnds() {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            unit.runInTx(tx -> {
                say(tx, "slow");
                try {
                    other.submit(() -> unit.runInTx(second -> say(second, "quick")))
                            .get(30, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        assertThat(said()).containsExactly("quick", "slow");
    }

    @Test
    void whatOneTransactionSaysIsChainedInItsOrderWithFourStatementsHoweverMuchItIs() {
        unit.runInTx(tx -> say(tx, "0"));
        long before = database.statements();
        unit.runInTx(tx -> {
            for (int i = 1; i <= 1000; i++) {
                say(tx, String.valueOf(i));
            }
        });
        assertThat(database.statements() - before).isLessThanOrEqualTo(4);
        assertThat(said()).hasSize(1001).startsWith("0", "1", "2").endsWith("1000");
        assertThat(audit.verify().ok()).isTrue();
    }

    @Test
    void whatIsRolledBackWasNeverSaid() {
        assertThatThrownBy(() -> unit.runInTx(tx -> {
                    say(tx, "undone");
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        unit.runInTx(tx -> say(tx, "done"));
        assertThat(said()).containsExactly("done");
    }

    private void say(Tx tx, String what) {
        audit.record(tx, Actor.host(), "test.say", "server", null, what, Map.of());
    }

    private List<String> said() {
        return database.<List<String>>read(
                handle -> handle.createQuery("select object_name from audit where workspace_id = ? order by seq")
                        .bind(0, workspace)
                        .mapTo(String.class)
                        .list());
    }

    private static final class NoHeads implements AuditHeads {
        @Override
        public void keep(AuditHead head) {}

        @Override
        public Optional<AuditHead> kept() {
            return Optional.empty();
        }
    }
}
