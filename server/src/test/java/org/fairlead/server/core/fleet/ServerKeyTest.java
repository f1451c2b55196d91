package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.TestFolders;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.confirm.ServerKeyLife;
import org.fairlead.server.core.confirm.ServerKeyStore;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.sync.AgentDesk;
import org.fairlead.server.store.PgServerKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of the server's key beside connected devices. */
class ServerKeyTest {
    private World world;
    private PgServerKeys store;
    private ServerKeyLife keys;
    private final List<String> used = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        world = new World();
        store = new PgServerKeys(world.workspace);
        keys = life(world.authorities, world.clock);
        keys.onRotate(() -> used.add(world.authorities.pins().getFirst()));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void aDeviceThatTrustsTheNextKeyLetsTheKeyChangeAndHearsOfTheOneAfter() {
        List<String> before = world.authorities.pins();
        World.Link link = new World.Link("1");
        AgentDesk.Visit device = connect(link, List.of());
        assertThat(keys.keys().devicesNotReady()).isEqualTo(1);
        assertThatThrownBy(() -> keys.rotate(Actor.host(), false)).isInstanceOfSatisfying(Problem.Conflict.class, p -> {
            assertThat(p.code()).isEqualTo("devices-not-ready");
            assertThat(p.detail()).startsWith("1 connected devices");
        });
        assertThat(world.authorities.pins()).isEqualTo(before);
        device.received(new Up.PinsHave(before));
        keys.rotate(Actor.host(), false);
        assertThat(world.authorities.pins().getFirst()).isEqualTo(before.getLast());
        assertThat(used).containsExactly(before.getLast());
        assertThat(link.last(Down.Pins.class).pins()).isEqualTo(world.authorities.pins());
        assertThat(world.audited).contains("server-key.rotate");
        assertThat(world.events).extracting(e -> e.code()).contains("S20.server-key-rotated");
        assertThat(keys.keys().devicesNotReady())
                .as("the new next key is not confirmed")
                .isEqualTo(1);
    }

    @Test
    void aChangeCanBeForcedAndAnOldAgentIsToldNothingItDoesNotKnow() {
        World.Link link = new World.Link("1");
        AgentDesk.Visit device =
                world.desk.admit(link, world.fingerprint(world.enrol("x").device()));
        device.received(new Up.Hello(1, "b", "", 0, World.info("x")));
        assertThatThrownBy(() -> keys.rotate(Actor.host(), false)).isInstanceOf(Problem.Conflict.class);
        keys.rotate(Actor.host(), true);
        assertThat(link.of(Down.Pins.class)).isEmpty();
    }

    @Test
    void anOrderOfTheHostIsObeyedOnceAndAnOldOneNever() {
        String before = world.authorities.pins().getFirst();
        var order = Ids.next();
        world.unit.runInTx(tx -> store.ask(tx, order, false, world.clock.instant()));
        keys.obey();
        keys.obey();
        assertThat(used).hasSize(1).doesNotContain(before);
        assertThat(find(order).state()).isEqualTo("done");
        var late = Ids.next();
        world.unit.runInTx(
                tx -> store.ask(tx, late, false, world.clock.instant().minus(ServerKeyLife.ORDER_LIFE.plusSeconds(1))));
        keys.obey();
        assertThat(used).hasSize(1);
        assertThat(world.<Boolean>read(tx -> store.find(tx, late).isPresent())).isTrue();
        connect(new World.Link("1"), List.of());
        var refused = Ids.next();
        world.unit.runInTx(tx -> store.ask(tx, refused, false, world.clock.instant()));
        keys.obey();
        assertThat(find(refused).state()).isEqualTo("refused");
        assertThat(find(refused).outcome()).contains("connected devices");
    }

    @Test
    void warnsOnceForEachStepBeforeACertificateEnds() throws Exception {
        Instant start = Instant.parse("2030-01-01T00:00:00Z");
        Authorities authorities = Authorities.loadOrCreate(
                TestFolders.create(), List.of("localhost"), Clock.fixed(start, ZoneOffset.UTC));
        Instant end = authorities.serverChain().getFirst().getNotAfter().toInstant();
        List<Integer> daysWithWarning = new ArrayList<>();
        for (int days = 65; days >= -2; days--) {
            int before = world.events.size();
            ServerKeyLife later = life(authorities, InstantSource.fixed(end.minus(Duration.ofDays(days))));
            later.warn();
            later.warn();
            assertThat(world.events.size() - before).isLessThan(2);
            if (world.events.size() > before) {
                daysWithWarning.add(days);
                assertThat(world.events.getLast().code()).isEqualTo("S12.certificate-expires");
                assertThat(world.events.getLast().args().get("days")).isEqualTo((long) days);
            }
            assertThat(later.ending().isEmpty()).isEqualTo(days > 60);
        }
        assertThat(daysWithWarning).containsExactly(60, 30, 14, 7, 1);
    }

    private ServerKeyStore.Order find(java.util.UUID id) {
        return world.read(tx -> store.find(tx, id).orElseThrow());
    }

    private ServerKeyLife life(Authorities authorities, InstantSource clock) {
        return new ServerKeyLife(world.unit, store, authorities, world.presence, world.audit, world.eventLog, clock);
    }

    private AgentDesk.Visit connect(World.Link link, List<String> pins) {
        AgentDesk.Visit visit =
                world.desk.admit(link, world.fingerprint(world.enrol("x").device()));
        visit.received(new Up.Hello(1, "b", "", 0, World.info("x"), "", pins));
        return visit;
    }
}
