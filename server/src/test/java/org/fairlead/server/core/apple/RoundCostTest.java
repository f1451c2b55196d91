package org.fairlead.server.core.apple;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.Commands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a conversation costs the database: the number of statements, whatever lies behind the phone. */
class RoundCostTest {
    private static final int IDLE = 3;
    private static final int COMMAND = 13;

    private final AppleWorld world = new AppleWorld();
    private final AppleWorld.Phone phone =
            world.new Phone("00008030-000A1B2C3D4E5F60").enrol(world.invite(world.person("ann")));
    private final UUID device = world.unit
            .inTx(tx -> world.store.lock(tx, phone.enrolment))
            .map(Enrolment::device)
            .orElseThrow();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anIdleRoundTakesThreeStatementsAlsoAfterHundredsOfCommands() {
        settle();
        assertThat(statements(this::idle)).isEqualTo(IDLE);
        for (int i = 0; i < 50; i++) {
            lock();
            phone.work();
        }
        settle();
        assertThat(statements(this::idle)).isEqualTo(IDLE);
    }

    @Test
    void aCommandRoundTakesAsManyStatementsTheFiftiethTimeAsTheFirst() {
        settle();
        for (int i = 0; i < 50; i++) {
            lock();
            assertThat(statements(() -> assertThat(phone.work()).containsExactly("DeviceLock")))
                    .isEqualTo(COMMAND);
        }
    }

    @Test
    void aSignatureHoldsNoConnectionOfTheDatabase() {
        Offers.Offer offer = world.offers.offer(world.invite(world.person("bob")));
        List<Integer> inUse = new ArrayList<>();
        assertThat(world.offers.certify(offer.challenge(), "key", (id, end) -> {
                    inUse.add(world.fixture.database.state().active());
                    return new AppleStore.Identity(
                            Digests.sha256("c"),
                            id,
                            "key",
                            new byte[] {1},
                            world.now.plus(Duration.ofDays(9)),
                            1,
                            false);
                }))
                .isPresent();
        assertThat(inUse).containsExactly(0);
    }

    /** Inventory, declarations and profiles of a new phone. */
    private void settle() {
        for (List<String> done = phone.work(); !done.isEmpty(); done = phone.work()) {
            assertThat(done).isNotEmpty();
        }
    }

    private void idle() {
        assertThat(phone.idle()).isEmpty();
    }

    private void lock() {
        Commands.Created created = world.commands.create(
                world.admin, new Commands.Wish(CommandKind.LOCK, Map.of(), List.of(device), null, null, false));
        assertThat(created.refused()).isEmpty();
    }

    private long statements(Runnable work) {
        long before = world.fixture.database.statements();
        work.run();
        return world.fixture.database.statements() - before;
    }
}
