package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.fairlead.server.core.audit.AuditCheck;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.watch.SelfWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfWatchTest {
    private static final long MIB = 1L << 20;
    private World world;
    private SelfWatch watch;
    private SelfWatch.Room room = new SelfWatch.Room(1_000 * MIB, 2_000 * MIB);
    private AuditCheck.Result audit = new AuditCheck.Result(true, 1, null, null);

    @BeforeEach
    void start() throws Exception {
        world = new World();
        watch = new SelfWatch(world.unit, world.eventLog, () -> room, () -> audit, world.sync::silent, Instant::now);
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void aFullDiskIsToldOnceUntilThereIsRoomAgain() {
        watch.storage();
        room = new SelfWatch.Room(512 * MIB, 2_000 * MIB);
        watch.storage();
        assertThat(world.events).isEmpty();
        room = new SelfWatch.Room(512 * MIB - 1, 2_000 * MIB);
        watch.storage();
        watch.storage();
        room = new SelfWatch.Room(600 * MIB, 2_000 * MIB);
        watch.storage();
        room = new SelfWatch.Room(100 * MIB, 2_000 * MIB);
        watch.storage();
        assertThat(world.events).extracting(NewEvent::code).containsExactly("S16.storage");
        room = new SelfWatch.Room(1_024 * MIB, 2_000 * MIB);
        watch.storage();
        room = new SelfWatch.Room(4_999 * MIB, 100_000 * MIB);
        watch.storage();
        assertThat(world.events).hasSize(2);
    }

    @Test
    void aFaultOfTheAuditLogIsToldOnce() {
        watch.audit();
        audit = new AuditCheck.Result(false, 1, 2L, "record 2 is missing");
        watch.audit();
        watch.audit();
        assertThat(world.events).hasSize(1);
        assertThat(world.events.getFirst().args()).isEqualTo(java.util.Map.of("problem", "record 2 is missing"));
    }

    @Test
    void eachSilenceOfADeviceIsToldOnce() {
        UUID quiet = world.enrol("quiet").device();
        world.enrol("fresh");
        seen(quiet, "now() - interval '3 days' + interval '1 minute'", false);
        watch.silence();
        assertThat(world.events).extracting(NewEvent::code).doesNotContain("S13.device-silent");
        seen(quiet, "now() - interval '3 days' - interval '1 minute'", false);
        watch.silence();
        watch.silence();
        assertThat(silences()).containsExactly(quiet);
        World.Link link = new World.Link("1");
        var visit = world.desk.admit(link, world.fingerprint(quiet));
        visit.received(new org.fairlead.protocol.agent.Up.Hello(1, "", "", 0, World.info("x")));
        world.presence.flush();
        visit.ended();
        world.presence.flush();
        watch.silence();
        assertThat(silences()).hasSize(1);
        seen(quiet, "now() - interval '4 days'", false);
        watch.silence();
        assertThat(silences()).containsExactly(quiet, quiet);
    }

    private java.util.List<UUID> silences() {
        return world.events.stream()
                .filter(e -> e.code().equals("S13.device-silent"))
                .map(NewEvent::device)
                .toList();
    }

    private void seen(UUID device, String when, boolean online) {
        world.database.tx(handle -> handle.execute(
                "update device_state set online = ?, last_seen = " + when + " where device_id = ?", online, device));
    }
}
