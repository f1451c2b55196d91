package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.remote.RemoteAccess;
import org.fairlead.server.core.sync.AgentDesk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteAccessTest {
    private static final String CERTIFICATE = "ab".repeat(32);
    private static final Up.RemoteSession SESSION = new Up.RemoteSession(
            "r1", Up.RemoteSession.Phase.ASKING, "support", "10.0.0.9", "DESK", 1_700_000_000_500L);

    private World world;
    private UUID device;
    private final World.Link link = new World.Link("10.0.0.1");
    private AgentDesk.Visit visit;

    @BeforeEach
    void connect() throws Exception {
        world = new World();
        device = world.enrol("kiosk").device();
        visit = world.desk.admit(link, world.fingerprint(device));
        visit.received(new Up.Hello(1, "b", "", 0, World.info("kiosk")));
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    private static Up.RemoteAccess reach(String password, long since) {
        return new Up.RemoteAccess(List.of("10.0.0.7", "10.0.0.1"), 3389, "support", password, since, CERTIFICATE);
    }

    private RemoteAccess.ConnectionData access() {
        return world.remote.access(world.admin, device);
    }

    @Test
    void anUnassignedDeviceTellsHowItIsReachedAndItsPasswordIsShownOnDemand() {
        assertThat(access().known()).isFalse();
        visit.received(reach("Abcdefgh23456789", 1_000));
        RemoteAccess.ConnectionData access = access();
        assertThat(access.open()).isTrue();
        assertThat(access.online()).isTrue();
        assertThat(access.address()).isEqualTo("10.0.0.7");
        assertThat(access.user()).isEqualTo("support");
        assertThat(access.certificate()).isEqualTo(CERTIFICATE);
        assertThat(access.toString()).doesNotContain("Abcdefgh23456789");
        assertThat(world.remote.reveal(world.admin, device)).isEqualTo("Abcdefgh23456789");
        assertThat(world.audited).contains("remote.reveal");
        assertThat(access().shownTo()).isEqualTo("ann");
        assertThat(link.last(Down.RemoteRevealed.class).administrator()).isEqualTo("ann");
    }

    @Test
    void thePasswordIsSealedAtRestAndGoneWhenTheDeviceClosesOrIsDeleted() {
        visit.received(reach("Abcdefgh23456789", 1_000));
        byte[] sealed = world.database.tx(handle -> handle.createQuery("select sealed from device_remote")
                .mapTo(byte[].class)
                .one());
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("Abcdefgh23456789");
        visit.received(Up.RemoteAccess.CLOSED);
        assertThat(access().open()).isFalse();
        assertThatThrownBy(() -> world.remote.reveal(world.admin, device)).isInstanceOf(Problem.Conflict.class);
        assertThatThrownBy(() -> world.remote.file(world.admin, device)).isInstanceOf(Problem.Conflict.class);
        world.unit.runInTx(tx -> world.devices.delete(tx, device));
        assertThat(world.database.<Integer>tx(handle -> handle.createQuery("select count(*) from device_remote")
                        .mapTo(Integer.class)
                        .one()))
                .isZero();
    }

    @Test
    void whoHasNoRightForTheDevicesPlaceSeesNoPassword() {
        visit.received(reach("Abcdefgh23456789", 1_000));
        UUID group = world.groups
                .create(world.admin, "Office", world.fleet.tree().root())
                .id();
        Caller office = World.caller(Scope.subtrees(Set.of(group)));
        assertThatThrownBy(() -> world.remote.reveal(office, device))
                .isInstanceOfAny(Problem.NotFound.class, AccessDenied.class);
        world.service.move(world.admin, List.of(device), null, group, false);
        assertThat(world.remote.reveal(office, device)).isEqualTo("Abcdefgh23456789");
    }

    @Test
    void anEventOfAVisitNamesWhoSawThePasswordEvenWhenTheNextPasswordComesFirst() throws Exception {
        visit.received(reach("Abcdefgh23456789", 1_000));
        world.remote.reveal(world.admin, device);
        visit.received(reach("Zbcdefgh23456789", 5_000));
        assertThat(access().shownTo()).isEmpty();
        Map<String, Object> args = Map.of("session", "r1", "user", "support", "administrator", "mallory");
        visit.received(new Up.Records(List.of(
                new DeviceRecord.Event(1, 2_000, EventCode.REMOTE_REQUESTED, args),
                new DeviceRecord.Event(2, 3_000, EventCode.REMOTE_ENDED, args),
                new DeviceRecord.Event(3, 6_000, EventCode.REMOTE_REQUESTED, Map.of("session", "r2")),
                new DeviceRecord.Event(4, 7_000, EventCode.REMOTE_ENDED, Map.of("session", "r0")))));
        while (link.of(Down.Ack.class).isEmpty()) {
            Thread.sleep(5);
        }
        List<Object> named = world.events.stream()
                .filter(e -> e.code().startsWith("D12."))
                .<Object>map(e -> String.valueOf(e.args().get("administrator")))
                .toList();
        assertThat(named).containsExactly("ann", "ann", "null", "null");
    }

    @Test
    void whoManagesADeviceIsSeenWhileItIsConnectedAndCanBeSentAway() {
        assertThatThrownBy(() -> world.remote.end(world.admin, device)).isInstanceOf(Problem.Conflict.class);
        visit.received(new Up.RemoteState(SESSION));
        RemoteAccess.RemoteVisit seen = access().visit();
        assertThat(seen.phase()).isEqualTo("asking");
        assertThat(seen.client()).isEqualTo("DESK");
        world.remote.end(world.admin, device);
        assertThat(link.last(Down.EndRemote.class)).isEqualTo(new Down.EndRemote("r1"));
        assertThat(world.audited).contains("remote.end");
        visit.received(new Up.RemoteState(null));
        assertThat(access().visit()).isNull();
        visit.received(new Up.RemoteState(SESSION));
        visit.ended();
        assertThat(access().visit()).isNull();
    }

    @Test
    void aFailedSignInNamesWhoSawThePasswordAndNotWhomTheDeviceNames() throws Exception {
        visit.received(reach("Abcdefgh23456789", 1_000));
        world.remote.reveal(world.admin, device);
        Map<String, Object> args = Map.of("address", "10.0.0.9", "user", "support", "administrator", "mallory");
        visit.received(new Up.Records(List.of(
                new DeviceRecord.Event(1, 2_000, EventCode.REMOTE_LOGIN_FAILED, args),
                new DeviceRecord.Event(2, 3_000, EventCode.REMOTE_SOURCE_BLOCKED, args))));
        while (link.of(Down.Ack.class).isEmpty()) {
            Thread.sleep(5);
        }
        assertThat(world.events.stream().filter(e -> e.code().startsWith("D14.")))
                .hasSize(2)
                .allMatch(e -> "ann".equals(e.args().get("administrator")))
                .allMatch(e -> "support".equals(e.args().get("user")));
    }

    @Test
    void theListOfVisitsNamesThoseThatTheCallerMaySee() throws Exception {
        assertThat(world.remote.visits(world.admin)).isEmpty();
        visit.received(new Up.RemoteState(SESSION));
        RemoteAccess.ManagedDevice managed = world.remote.visits(world.admin).getFirst();
        assertThat(managed.device()).isEqualTo(device);
        assertThat(managed.groupId()).isNull();
        assertThat(managed.visit().client()).isEqualTo("DESK");
        UUID group = world.groups
                .create(world.admin, "Office", world.fleet.tree().root())
                .id();
        Caller office = World.caller(Scope.subtrees(Set.of(group)));
        assertThat(world.remote.visits(office)).isEmpty();
        world.service.move(world.admin, List.of(device), null, group, false);
        assertThat(world.remote.visits(office)).hasSize(1);
        visit.received(new Up.RemoteState(null));
        assertThat(world.remote.visits(world.admin)).isEmpty();
        visit.received(new Up.RemoteState(SESSION));
        visit.ended();
        assertThat(world.remote.visits(world.admin)).isEmpty();
    }

    @Test
    void aDeviceThatComesBackWithTheSamePasswordHearsWhoSawIt() {
        visit.received(reach("Abcdefgh23456789", 1_000));
        world.remote.reveal(world.admin, device);
        link.sent.clear();
        visit.received(reach("Abcdefgh23456789", 1_000));
        assertThat(link.last(Down.RemoteRevealed.class).administrator()).isEqualTo("ann");
        link.sent.clear();
        visit.received(reach("Zbcdefgh23456789", 2_000));
        assertThat(link.of(Down.RemoteRevealed.class)).isEmpty();
    }

    @Test
    void theFileForRdpClientsHasOnlyLinesOfTheDocumentedFormAndTurnsEveryRedirectionOff() {
        visit.received(reach("Abcdefgh23456789", 1_000));
        String content = world.remote.file(world.admin, device).content();
        assertThat(content).endsWith("\r\n").doesNotContain("\n\r", "\r\r");
        // name, type i (a number) or s (text), value; each name is one of Microsoft's list of RDP file settings
        Map<String, String> numbers = Map.of(
                "prompt for credentials", "[01]",
                "enablecredsspsupport", "[01]",
                "authentication level", "[0-3]",
                "screen mode id", "[12]",
                "smart sizing", "[01]",
                "audiomode", "2",
                "redirectclipboard", "0",
                "redirectprinters", "0",
                "redirectsmartcards", "0",
                "autoreconnection enabled", "[01]");
        Set<String> texts = Set.of("full address", "username", "drivestoredirect");
        for (String line : content.split("\r\n")) {
            String[] parts = line.split(":", 3);
            assertThat(parts).as(line).hasSize(3);
            if (parts[1].equals("i")) {
                assertThat(numbers).as(line).containsKey(parts[0]);
                assertThat(parts[2]).as(line).matches(numbers.get(parts[0]));
            } else {
                assertThat(parts[1]).as(line).isEqualTo("s");
                assertThat(texts).as(line).contains(parts[0]);
            }
        }
        assertThat(content).contains("drivestoredirect:s:\r\n");
    }

    @Test
    void aDeviceCannotWriteLinesIntoTheFileForRdpClients() {
        visit.received(new Up.RemoteAccess(
                List.of("10.0.0.1\r\nalternate shell:s:evil", "fe80::1"), 3390, "support", "Abcdefgh23456789", 1, ""));
        assertThat(access().addresses()).containsExactly("fe80::1");
        assertThat(world.remote.file(world.admin, device).content())
                .contains("full address:s:[fe80::1]:3390\r\n", "username:s:support\r\n")
                .doesNotContain("evil", "Abcdefgh");
        assertThat(world.remote.file(world.admin, device).name()).matches("[A-Za-z0-9._-]+\\.rdp");
    }
}
