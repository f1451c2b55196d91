package org.fairlead.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.sync.AgentDesk;
import org.fairlead.server.core.sync.AgentLink;
import org.fairlead.server.gateway.GatewayConfig;
import org.fairlead.server.gateway.GatewayServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
    private static final long PATIENCE = 30_000;

    @TempDir
    private Path folder;

    private final List<AgentLink> links = new CopyOnWriteArrayList<>();
    private final List<Up> received = new CopyOnWriteArrayList<>();
    private final Map<String, Long> acked = new ConcurrentHashMap<>();
    private Authorities authorities;
    private GatewayServer gateway;

    @BeforeEach
    void start() throws Exception {
        authorities = Authorities.loadOrCreate(folder.resolve("keys"), List.of("localhost"), Clock.systemUTC());
        gateway = new GatewayServer(
                GatewayConfig.of("127.0.0.1", 0, 60, 2),
                this::visit,
                authorities.serverKey(),
                authorities.serverChain(),
                authorities.deviceAuthority());
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private AgentDesk.Visit visit(AgentLink link, String fingerprint) {
        return new AgentDesk.Visit() {
            @Override
            public void received(Up message) {
                received.add(message);
                switch (message) {
                    case Up.Hello hello -> {
                        links.add(link);
                        long last = acked.getOrDefault(fingerprint, 0L);
                        link.send(new Down.Welcome(
                                "d", "n", null, last, 60, 1, 0, "i", List.of(), Set.of(Down.Topic.SETTINGS)));
                    }
                    case Up.FetchSettings fetch ->
                        link.send(new Down.Settings(
                                "h1",
                                fetch.haveHash().equals("h1")
                                        ? null
                                        : Map.of("values", Map.of("power.screen.offAfter", 5L, "a.b.c", 1L))));
                    case Up.Records records -> {
                        long last = records.records().getLast().seq();
                        acked.put(fingerprint, last);
                        link.send(new Down.Ack(last));
                    }
                    default -> {}
                }
            }

            @Override
            public void ended() {
                links.remove(link);
            }
        };
    }

    private List<Identity> identities(int count) {
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            KeyPair key = Keys.p256();
            UUID id = UUID.randomUUID();
            identities.add(new Identity(
                    id.toString(),
                    key.getPrivate(),
                    Keys.chain(authorities.issueIdentity(id, Keys.request(key)).chainPem()),
                    "127.0.0.1",
                    gateway.port()));
        }
        return identities;
    }

    private Fleet fleet(Journal journal) throws Exception {
        return new Fleet(ServerTrust.pins(authorities.pins()), journal);
    }

    @Test
    void everyDeviceComesInWithItsOwnIdentityAndObeys() throws Exception {
        try (Fleet fleet = fleet(null)) {
            fleet.start(identities(60), Behaviour.JOIN, 200);
            assertThat(fleet.await(r -> r.online() == 60 && r.applied() == 60, PATIENCE))
                    .isTrue();
            assertThat(fleet.devices()).allMatch(device -> device.settingsHash().equals("h1"));
            assertThat(gateway.stats().open()).isEqualTo(60);
            assertThat(gateway.stats().refusedMessages()).isZero();
        }
    }

    @Test
    void eventsAreJournalledOnceWhenTheyAreAcknowledgedAlsoAcrossCuts() throws Exception {
        Path file = folder.resolve("journal");
        try (Journal journal = new Journal(file);
                Fleet fleet = fleet(journal)) {
            fleet.start(identities(5), Behaviour.NO_JITTER, 0);
            fleet.await(r -> r.online() == 5, PATIENCE);
            fleet.events(200);
            fleet.await(r -> r.acknowledged() > 50, PATIENCE);
            fleet.cutAll();
            assertThat(fleet.await(r -> r.acknowledged() > 150 && r.connects() >= 10, PATIENCE))
                    .isTrue();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeGreaterThan(150).doesNotHaveDuplicates();
        long events = acked.values().stream().mapToLong(Long::longValue).sum();
        assertThat((long) lines.size()).isLessThanOrEqualTo(events);
    }

    @Test
    void aCommandSentTwiceIsExecutedOnce() throws Exception {
        try (Fleet fleet = fleet(null)) {
            fleet.start(identities(1), Behaviour.JOIN, 0);
            fleet.await(r -> r.online() == 1, PATIENCE);
            Down.Commands commands =
                    new Down.Commands(List.of(new Down.Order("c1", "message", Map.of(), Long.MAX_VALUE)));
            links.getFirst().send(commands);
            links.getFirst().send(commands);
            assertThat(fleet.await(r -> r.executed() == 1 && r.repeated() == 1, PATIENCE))
                    .isTrue();
            assertThat(fleet.await(r -> r.acknowledged() == 1, PATIENCE)).isTrue();
        }
    }

    @Test
    void hostileFailingAndDriftingDevicesSpeakTheProtocolAllTheSame() throws Exception {
        try (Fleet fleet = fleet(null)) {
            fleet.start(identities(13), Behaviour.HOSTILE, 0);
            fleet.start(identities(1), Behaviour.FAIL, 0);
            fleet.start(identities(1), Behaviour.DRIFT, 0);
            fleet.start(identities(1), Behaviour.BAD_CLOCK, 0);
            fleet.await(r -> r.online() == 16, PATIENCE);
            fleet.events(500);
            assertThat(fleet.await(r -> r.applied() == 16 && r.acknowledged() > 50, PATIENCE))
                    .isTrue();
        }
        assertThat(gateway.stats().refusedMessages()).isZero();
        assertThat(received)
                .anyMatch(m -> m instanceof Up.Applied applied
                        && applied.blocks().stream().anyMatch(b -> b.state() == Up.BlockResult.State.FAILED))
                .anyMatch(m -> m instanceof Up.Records records
                        && records.records().stream().anyMatch(DeviceRecord.LocalChange.class::isInstance))
                .anyMatch(m ->
                        m instanceof Up.Hello hello && hello.info().hostname().contains("<script>"));
    }

    @Test
    void devicesReturnAfterTheServerSentThemAway() throws Exception {
        try (Fleet fleet = fleet(null)) {
            fleet.start(identities(3), Behaviour.JOIN, 0);
            fleet.await(r -> r.online() == 3, PATIENCE);
            links.forEach(link -> link.close(50, "moving"));
            assertThat(fleet.await(r -> r.connects() == 6 && r.online() == 3, PATIENCE))
                    .isTrue();
        }
    }

    @Test
    void aServerWithAnotherKeyIsNotTrusted() throws Exception {
        try (Fleet fleet = new Fleet(ServerTrust.pins(List.of("00".repeat(32))), null)) {
            fleet.start(identities(1), Behaviour.JOIN, 0);
            assertThat(fleet.await(r -> r.online() == 1, 2_000)).isFalse();
        }
        assertThat(received).isEmpty();
    }

    @Test
    void theCommandLineIsReadStrictly() {
        assertThat(Main.options(new String[] {"--server", "h", "--pin", "x"})).containsEntry("server", "h");
        assertThatThrownBy(() -> Main.options(new String[] {"--server", "h"}))
                .hasMessage("--server and either --pin or --trust are needed");
        assertThatThrownBy(() -> Main.options(new String[] {"--serv", "h"})).hasMessage("cannot read --serv");
        assertThatThrownBy(() -> Behaviour.of("nice")).hasMessageStartingWith("unknown behaviour nice, known are join");
    }
}
