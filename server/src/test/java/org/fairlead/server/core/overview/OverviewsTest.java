package org.fairlead.server.core.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.store.FleetFixture;
import org.fairlead.server.store.PgOverview;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverviewsTest {
    private static final System.Logger LOG = System.getLogger(OverviewsTest.class.getName());
    private final FleetFixture fleet = new FleetFixture();
    private final Caller anna = FleetFixture.anyone();
    private Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final InstantSource clock = () -> now;
    private UUID kazan = fleet.tree().root();
    private UUID perm = fleet.tree().root();
    private List<Overview.Cause> ownCauses = List.of();

    @BeforeEach
    void prepare() {
        kazan = fleet.group("Kazan");
        perm = fleet.group("Perm");
        for (String level : List.of("info", "warning", "failure", "critical")) {
            sql("create table if not exists event_" + level + "_all partition of event_" + level + " default");
        }
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void devicesAreCountedByStatusCauseAndLastContact() {
        Overviews overviews = overviews();
        device(kazan, "online = true, last_seen = now()");
        device(kazan, "last_seen = now() - interval '3 hours'");
        device(kazan, "last_seen = now() - interval '4 days'");
        device(perm, "online = true, last_seen = now(), failed_blocks = 1");
        device(perm, "online = true, last_seen = now(), clock_skew_seconds = -90");
        device(perm, "online = true, last_seen = now(), cloned_at = now()");
        fleet.device("waiting", null);
        Overview all = overviews.of(anna);
        assertThat(all.devices()).isEqualTo(new Overview.Devices(7, 6, 1, 4, 1, 3, 2, 0, 1));
        assertThat(all.causes())
                .containsExactly(
                        new Overview.Cause("no-contact", "critical", 1),
                        new Overview.Cause("cloned", "critical", 1),
                        new Overview.Cause("no-contact", "warning", 1),
                        new Overview.Cause("settings-failed", "warning", 1),
                        new Overview.Cause("clock", "warning", 1));
        assertThat(all.syncLag()).isEqualTo(new OverviewStore.Lag(4, 0, 0, 1, 1));
    }

    @Test
    void whatTheServerItselfNeedsIsShownFirstToThoseWhoSeeEverything() {
        Overview.Cause ends = new Overview.Cause("server-certificate-expires", "warning", 1);
        ownCauses = List.of(new Overview.Cause("server-certificate-expires", "critical", 0), ends);
        Overviews overviews = overviews();
        device(kazan, "last_seen = now() - interval '4 days'");
        assertThat(overviews.of(anna).causes()).hasSize(2).startsWith(ends);
        assertThat(overviews.of(FleetFixture.scoped(List.of(perm), Right.VIEW)).causes())
                .isEmpty();
    }

    @Test
    void aCallerGetsTheNumbersOfTheOwnGroupsOnly() {
        Overviews overviews = overviews();
        UUID mine = device(kazan, "online = true, last_seen = now()");
        UUID theirs = device(perm, "last_seen = now() - interval '4 days'");
        UUID waiting = fleet.device("waiting", null);
        event(mine, "info", now);
        event(theirs, "critical", now);
        event(waiting, "warning", now);
        event(null, "failure", now);
        command(mine, "queued", null);
        command(theirs, "delivered", null);
        overviews.noteOnline();
        Overview part = overviews.of(FleetFixture.scoped(List.of(kazan), Right.VIEW));
        assertThat(part.devices()).isEqualTo(new Overview.Devices(1, 1, 0, 1, 1, 0, 0, 0, 0));
        assertThat(part.causes()).isEmpty();
        assertThat(part.events().getLast()).isEqualTo(new Overview.Hour(hour(now), 1, 0, 0, 0));
        assertThat(part.commands()).isEqualTo(new Overview.Commands(1, 0, 0, 0));
        assertThat(part.onlineHistory()).isEmpty();
        Overview all = overviews.of(anna);
        assertThat(all.events().getLast()).isEqualTo(new Overview.Hour(hour(now), 1, 1, 1, 1));
        assertThat(all.commands()).isEqualTo(new Overview.Commands(1, 1, 0, 0));
        assertThat(all.onlineHistory())
                .extracting(OverviewStore.OnlinePoint::online)
                .containsExactly(1L);
    }

    @Test
    void eventsFallIntoTheLast24HoursEachIntoItsOwn() {
        Instant first = hour(now).minus(23, ChronoUnit.HOURS);
        event(null, "info", first);
        event(null, "info", first.minusMillis(1));
        event(null, "failure", first.plus(5, ChronoUnit.HOURS));
        List<Overview.Hour> hours = overviews().of(anna).events();
        assertThat(hours).hasSize(24);
        assertThat(hours.getFirst()).isEqualTo(new Overview.Hour(first, 1, 0, 0, 0));
        assertThat(hours.get(5).failure()).isEqualTo(1);
        assertThat(hours.stream().mapToLong(h -> h.info() + h.failure()).sum()).isEqualTo(2);
    }

    @Test
    void hoursThatAreOverKeepTheirCountsAndYoungOnesAreReadAgain() {
        Overviews overviews = overviews();
        event(null, "info", now.minus(2, ChronoUnit.HOURS));
        assertThat(infos(overviews)).isEqualTo(1);
        event(null, "info", now);
        now = now.plusSeconds(2);
        assertThat(infos(overviews)).isEqualTo(2);
        sql("delete from event");
        now = now.plusSeconds(2);
        assertThat(infos(overviews)).isEqualTo(1);
        now = now.plus(23, ChronoUnit.HOURS);
        assertThat(infos(overviews)).isZero();
    }

    @Test
    void anOverviewIsCountedAgainAfterTwoSecondsAndNotBefore() {
        Overviews overviews = overviews();
        assertThat(overviews.of(anna).devices().total()).isZero();
        fleet.device("new", kazan);
        now = now.plusMillis(1_999);
        assertThat(overviews.of(anna).devices().total()).isZero();
        now = now.plusMillis(1);
        assertThat(overviews.of(anna).devices().total()).isEqualTo(1);
    }

    @Test
    void policiesThatWereChangedLatelyShowHowFarTheyHaveCome() {
        Policy fresh = policy(kazan, "Fresh", now.minus(1, ChronoUnit.HOURS));
        policy(perm, "Old", now.minus(8, ChronoUnit.DAYS));
        Overviews overviews = overviews();
        device(kazan, "online = true");
        device(kazan, "failed_blocks = 2");
        device(kazan, "applied_group = 'h0'");
        List<Overview.Rollout> expected =
                List.of(new Overview.Rollout(fresh.id(), "Fresh", "Kazan", 3, fresh.changedAt(), 3, 1, 1));
        assertThat(overviews.of(anna).rollouts()).isEqualTo(expected);
        assertThat(overviews.of(FleetFixture.scoped(List.of(perm), Right.VIEW)).rollouts())
                .isEmpty();
        assertThat(overviews.of(anna).devices().settingsPending()).isEqualTo(1);
    }

    @Test
    void commandsThatEndedInTheLastDayAreCounted() {
        Overviews overviews = overviews();
        UUID device = device(kazan, "online = true");
        command(device, "succeeded", now.minus(23, ChronoUnit.HOURS));
        command(device, "succeeded", now.minus(25, ChronoUnit.HOURS));
        command(device, "failed", now);
        command(device, "unsupported", now);
        command(device, "running", null);
        assertThat(overviews.of(anna).commands()).isEqualTo(new Overview.Commands(0, 1, 2, 1));
    }

    @Test
    void onlineDevicesAreNotedOnceInFiveMinutesAndForgottenAfterEightDays() {
        Overviews overviews = overviews();
        device(kazan, "online = true");
        overviews.noteOnline();
        overviews.noteOnline();
        assertThat(count("online_history")).isEqualTo(1);
        now = now.plus(Duration.ofMinutes(5));
        overviews.noteOnline();
        assertThat(count("online_history")).isEqualTo(2);
        now = now.plus(Duration.ofDays(9));
        overviews.noteOnline();
        assertThat(count("online_history")).isEqualTo(1);
    }

    @Test
    void aHundredThousandDevicesAndAMillionEventsAreCountedInFull() {
        sql("""
                insert into device (workspace_id, id, number, name_id, platform, group_id, name, hostname, model, serial,
                                    os, agent_version, addresses, reported, enrolled_at, search)
                select '%s', md5('d' || i)::uuid, i, 'n' || i, 'thin-client',
                       case when i %% 2 = 0 then '%s'::uuid else '%s'::uuid end,
                       'PC-' || i, 'pc-' || i, 'Model', 'S' || i, 'Linux', '1', array['10.0.0.1'], '{}', now(), 'pc-' || i
                from generate_series(1, 100000) as i
                """.formatted(fleet.workspace, kazan, perm));
        sql("insert into device_state (workspace_id, device_id, online, last_seen) select workspace_id, id,"
                + " number % 4 > 0, now() - interval '1 hour' * (number % 4) from device");
        sql("insert into event select '" + fleet.workspace
                + "', (substr(lpad(to_hex((extract(epoch from t) * 1000)::bigint), 12, '0'), 1, 8)"
                + " || '-' || substr(lpad(to_hex((extract(epoch from t) * 1000)::bigint), 12, '0'), 9, 4) || '-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,"
                + " 'info', t, t, 'D01.started', md5('d' || (i % 100000 + 1))::uuid, i, '{}' from (select i, now() - interval '80 milliseconds' * i as t"
                + " from generate_series(0, 999999) as i) as x");
        sql("analyze");
        Overviews overviews = overviews();
        for (String run : List.of("first", "second", "third")) {
            long start = System.nanoTime();
            Overview overview = overviews.of(anna);
            long millis = (System.nanoTime() - start) / 1_000_000;
            LOG.log(
                    System.Logger.Level.INFO,
                    "overview of 100,000 devices and 1,000,000 events, {0}: {1} ms",
                    run,
                    millis);
            assertThat(overview.devices().managed()).isEqualTo(100_000);
            assertThat(overview.devices().online()).isEqualTo(75_000);
            assertThat(overview.events().stream().mapToLong(Overview.Hour::info).sum())
                    .isEqualTo(1_000_000);
            now = now.plusSeconds(2);
        }
    }

    private static long infos(Overviews overviews, Caller caller) {
        return overviews.of(caller).events().stream()
                .mapToLong(Overview.Hour::info)
                .sum();
    }

    private long infos(Overviews overviews) {
        return infos(overviews, anna);
    }

    private Overviews overviews() {
        return new Overviews(
                fleet.unit, new PgOverview(fleet.workspace), fleet.liveFleet(clock), () -> ownCauses, clock);
    }

    private UUID device(UUID group, String state) {
        UUID id = fleet.device("pc", group);
        sql("update device_state set applied_group = (select hash from group_desired where group_id = '" + group
                + "' and platform = 'thin-client') where device_id = '" + id + "'");
        sql("update device_state set " + state + " where device_id = '" + id + "'");
        return id;
    }

    private Policy policy(UUID group, String name, Instant changed) {
        Policy policy = new Policy(
                Ids.next(),
                group,
                Policy.THIN_CLIENT,
                name,
                Policy.Status.ACTIVE,
                true,
                false,
                Map.of(),
                Set.of(),
                3,
                changed,
                "anna",
                null);
        fleet.unit.runInTx(tx -> fleet.fleet.savePolicy(tx, policy));
        return policy;
    }

    private void event(@Nullable UUID device, String level, Instant at) {
        sql("insert into event values ('%s', '%s', '%s', '%s', '%s', 'X', %s, null, '{}')"
                .formatted(
                        fleet.workspace,
                        Ids.next(() -> at),
                        level,
                        at,
                        at,
                        device == null ? "null" : "'" + device + "'"));
    }

    private void command(UUID device, String state, @Nullable Instant finished) {
        sql(
                "insert into command (workspace_id, id, device_id, kind, params, state, created_at, created_by, expires_at, finished_at)"
                        + " values ('%s', '%s', '%s', 'restart', '{}', '%s', now(), 'anna', now(), %s)"
                                .formatted(
                                        fleet.workspace,
                                        Ids.next(),
                                        device,
                                        state,
                                        finished == null ? "null" : "'" + finished + "'"));
    }

    private long count(String table) {
        return fleet.database.<Long>read(h ->
                h.createQuery("select count(*) from " + table).mapTo(Long.class).one());
    }

    private void sql(String text) {
        fleet.database.tx(handle -> handle.execute(text));
    }

    private static Instant hour(Instant at) {
        return at.truncatedTo(ChronoUnit.HOURS);
    }
}
