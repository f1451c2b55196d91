package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.comply.HealthSweep;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.group.PhoneThresholds;
import org.fairlead.server.core.group.Stage;
import org.fairlead.server.core.group.Thresholds;
import org.fairlead.server.core.health.HealthFacts;
import org.fairlead.server.core.health.OsVersion;
import org.fairlead.server.core.policy.GroupService;
import org.fairlead.server.core.status.Cause;
import org.fairlead.server.store.PgHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private World world;
    private HealthSweep sweep;
    private Instant now = Instant.now().minus(Duration.ofDays(60));

    @BeforeEach
    void start() throws Exception {
        world = new World();
        sweep = new HealthSweep(world.unit, new PgHealth(world.workspace), (tx, ids) -> {}, world.changes, () -> now);
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void whatAPhoneReportsIsReadOnceAndKeepsTheMomentSinceWhenItHolds() {
        UUID phone = world.phone("android", "Android 13", Map.of("mode", "admin", "screenLock", true));
        assertThat(sweep.sweep()).isEqualTo(1);
        assertThat(sweep.sweep()).isZero();
        Instant enrolled = device(phone).health().management().at();
        now = now.plus(Duration.ofDays(1));
        report(phone, "Android 13", Map.of("mode", "admin", "screenLock", false));
        sweep.sweep();
        Instant unlocked = device(phone).health().passcode().at();
        now = now.plus(Duration.ofDays(1));
        report(phone, "Android 13", Map.of("mode", "none", "screenLock", false, "apps", List.of("b", "a", 7)));
        sweep.sweep();
        var health = device(phone).health();
        assertThat(Duration.between(enrolled, unlocked)).isEqualTo(Duration.ofDays(1));
        assertThat(Duration.between(enrolled, health.management().at())).isEqualTo(Duration.ofDays(2));
        assertThat(health.passcode().value()).isFalse();
        assertThat(health.passcode().at()).isEqualTo(unlocked);
        assertThat(health.osVersion().value()).isEqualTo(13_000_000L);
        assertThat(health.osVersion().at()).isEqualTo(enrolled);
        assertThat(health.encrypted()).isNull();
        assertThat(kinds(phone)).contains(Cause.Kind.MANAGEMENT_LOST, Cause.Kind.PASSCODE_MISSING);
    }

    @Test
    void aThinClientHasNoRow() {
        UUID client = world.enrol("a").device();
        assertThat(sweep.sweep()).isZero();
        assertThat(device(client).health()).isNull();
    }

    @Test
    void thresholdsOfAGroupAreInheritedAndCanSayNever() {
        UUID root = world.fleet.tree().root();
        UUID below = world.groups.create(world.admin, "Sales", root).id();
        UUID phone = world.phone("android", "Android 9", Map.of("mode", "admin", "rooted", true));
        world.unit.runInTx(tx -> world.devices.move(tx, List.of(phone), below));
        now = Instant.now();
        sweep.sweep();
        online(phone);
        assertThat(status(phone)).isEqualTo("critical");
        PhoneThresholds p = PhoneThresholds.DEFAULT;
        thresholds(
                root,
                new PhoneThresholds(
                        p.noContact(),
                        p.notApplied(),
                        p.management(),
                        p.passcode(),
                        new Stage(0, null),
                        p.encryption(),
                        new Stage(null, null),
                        p.identity(),
                        "10",
                        "17.5"));
        assertThat(status(phone)).isEqualTo("warning");
        assertThat(kinds(phone)).containsExactly(Cause.Kind.OS_TOO_OLD);
        report(phone, "Android 10", Map.of("mode", "admin", "rooted", true));
        sweep.sweep();
        assertThat(status(phone)).isEqualTo("ok");
        assertThat(kinds(phone)).isEmpty();
    }

    @Test
    void thresholdsAreCheckedAtTheLimitAndOneAbove() {
        PhoneThresholds p = PhoneThresholds.DEFAULT;
        UUID root = world.fleet.tree().root();
        int most = 366 * 1440;
        thresholds(root, with(p, new Stage(0, most), "999.999.999"));
        for (PhoneThresholds bad : List.of(
                with(p, new Stage(0, most + 1), ""),
                with(p, new Stage(-1, 5), ""),
                with(p, new Stage(6, 5), ""),
                with(p, p.passcode(), "1000"),
                with(p, p.passcode(), "new"))) {
            assertThatThrownBy(() -> thresholds(root, bad)).isInstanceOf(Problem.Invalid.class);
        }
    }

    /** The list's status comes from SQL, the causes from Java: over many random phones they say the same. */
    @Test
    void theStatusOfTheListIsTheWorstOfTheCauses() {
        Random random = new Random(7);
        UUID root = world.fleet.tree().root();
        thresholds(root, with(PhoneThresholds.DEFAULT, new Stage(600, 6_000), "12"));
        List<UUID> phones = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String platform = random.nextBoolean() ? "android" : random.nextBoolean() ? "ios" : "ipados";
            Map<String, Object> reported = new LinkedHashMap<>();
            reported.put("mode", random.nextInt(4) == 0 ? "none" : "admin");
            reported.put("managed", random.nextInt(4) != 0);
            for (String flag : List.of("screenLock", "encrypted", "rooted")) {
                if (random.nextInt(3) == 0) {
                    reported.put(flag, random.nextInt(3) != 0);
                }
            }
            phones.add(world.phone(platform, "OS " + (10 + random.nextInt(4)), reported));
        }
        now = Instant.now().minus(Duration.ofHours(100));
        sweep.sweep();
        world.database.tx(handle -> handle.execute("""
                update device_health set passcode_since = now() - (random() * interval '8 days'),
                  os_since = now() - (random() * interval '50 days'), rooted_since = now() - (random() * interval '2 days'),
                  violation = case when random() < 0.8 then 0 else 1 + floor(random() * 2) end,
                  identity_until = case when random() < 0.5 then now() + (random() * interval '60 days') end
                """));
        world.database.tx(
                handle -> handle.execute("update group_threshold set os_minimum_since = now() - interval '3 days'"));
        world.database.tx(handle -> handle.execute("update group_desired set changed_at = now() - interval '9 days'"));
        world.database.tx(handle -> handle.execute("update device set enrolled_at = now() - interval '20 days'"));
        world.database.tx(handle -> handle.execute("""
                update device_state set online = random() < 0.6, last_seen = now() - (random() * interval '20 days'),
                  applied_at = now() - (random() * interval '5 days'),
                  applied_group = case when random() < 0.3 then 'x' else
                    coalesce((select g.hash from group_desired g join device d on d.group_id = g.group_id and d.platform = g.platform and g.profiles = d.profiles
                              where d.id = device_id), '') end,
                  failed_blocks = case when random() < 0.1 then 1 else 0 end
                """));
        Map<String, Integer> seen = new LinkedHashMap<>();
        Map<Cause.Kind, Integer> kinds = new LinkedHashMap<>();
        for (UUID phone : phones) {
            Device device = device(phone);
            List<Cause> causes = Cause.of(device, world.fleet.tree().thresholds(root), Instant.now());
            String worst = causes.isEmpty() ? "ok" : causes.getFirst().level();
            assertThat(device.state().status())
                    .as("%s %s", causes, device.health())
                    .isEqualTo(worst);
            seen.merge(worst, 1, Integer::sum);
            causes.forEach(c -> kinds.merge(c.kind(), 1, Integer::sum));
        }
        assertThat(seen).containsOnlyKeys("ok", "warning", "critical");
        assertThat(kinds.keySet())
                .containsAll(Cause.Kind.PHONES)
                .contains(Cause.Kind.NO_CONTACT, Cause.Kind.SETTINGS_NOT_APPLIED, Cause.Kind.VIOLATION);
    }

    @Test
    void aPhoneIsSilentByItsOwnThresholds() {
        UUID root = world.fleet.tree().root();
        UUID phone = world.phone("ios", "iOS 18", Map.of("managed", true));
        UUID client = world.enrol("a").device();
        world.service.move(world.admin, List.of(client), null, root, false);
        now = Instant.now();
        sweep.sweep();
        seen(phone, Duration.ofDays(2));
        seen(client, Duration.ofDays(2));
        assertThat(status(phone)).isEqualTo("ok");
        assertThat(kinds(client)).contains(Cause.Kind.NO_CONTACT);
        seen(phone, Duration.ofDays(4));
        assertThat(status(phone)).isEqualTo("warning");
        seen(phone, Duration.ofDays(15));
        assertThat(status(phone)).isEqualTo("critical");
    }

    @Test
    void whatAPhoneSaysNeedNotBeOfTheRightKind() {
        var facts = HealthFacts.of(
                "android",
                "Android " + "9".repeat(400),
                Map.of("mode", 7, "screenLock", "yes", "apps", List.of(" ", "x".repeat(256), "y".repeat(255), "a\0b")),
                null,
                null);
        assertThat(facts.passcode()).isNull();
        assertThat(facts.securityPatch()).isNull();
        for (String bad : List.of("2026-02-30", "2026-13-01", "9999-01-01", "-2026-01-01", "2026-01-01T00:00", "")) {
            assertThat(HealthFacts.of("android", "", Map.of("securityPatch", bad), null, null)
                            .securityPatch())
                    .as(bad)
                    .isNull();
        }
        assertThat(HealthFacts.of("android", "", Map.of("securityPatch", "2026-03-05"), null, null)
                        .securityPatch())
                .isEqualTo("2026-03-05");
        assertThat(facts.osVersion()).isNull();
        assertThat(facts.apps()).containsExactly("y".repeat(255));
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 3_001; i++) {
            many.add("app" + i);
        }
        assertThat(HealthFacts.of("android", "", Map.of("apps", many), null, null)
                        .apps())
                .hasSize(3_000);
        var apple = HealthFacts.of(
                "ios",
                "iOS 17.5.1",
                Map.of("managed", true),
                Map.of("SecurityInfo", Map.of("PasscodePresent", true, "HardwareEncryptionCaps", 3L)),
                Map.of("InstalledApplicationList", List.of(Map.of("Identifier", "com.example", "Name", "x"), "z")));
        assertThat(apple.osVersion()).isEqualTo(17_005_001L);
        assertThat(apple.encrypted()).isTrue();
        assertThat(apple.passcode()).isTrue();
        assertThat(apple.apps()).containsExactly("com.example", "z");
    }

    @Test
    void versionsCompareByNumberAndNotByText() {
        assertThat(OsVersion.parse("9").orElseThrow())
                .isLessThan(OsVersion.parse("10").orElseThrow());
        assertThat(OsVersion.parse("17.5.1").orElseThrow())
                .isGreaterThan(OsVersion.parse("17.5").orElseThrow());
        assertThat(OsVersion.find("iPadOS 18.1")).isEqualTo(Optional.of(18_001_000L));
        for (String bad : List.of("", "x", "1.2.3.4", "1000", "-1", "17.")) {
            assertThat(OsVersion.parse(bad)).as(bad).isEmpty();
        }
    }

    private static PhoneThresholds with(PhoneThresholds p, Stage passcode, String minimum) {
        return new PhoneThresholds(
                p.noContact(),
                p.notApplied(),
                p.management(),
                passcode,
                p.osTooOld(),
                p.encryption(),
                p.rooted(),
                p.identity(),
                minimum,
                minimum);
    }

    private void thresholds(UUID group, PhoneThresholds phones) {
        world.groups.change(
                world.admin,
                group,
                new GroupService.Change(null, null, new Thresholds(120, 4320, 60, 1440, phones), false));
    }

    private void report(UUID phone, String os, Map<String, Object> reported) {
        world.unit.runInTx(tx -> world.sync.info(
                tx, phone, new Up.DeviceInfo("p", "m", "s", os, "1", List.of(), new LinkedHashMap<>(reported))));
    }

    private void online(UUID phone) {
        world.database.tx(handle ->
                handle.execute("update device_state set online = true, last_seen = now() where device_id = ?", phone));
    }

    private void seen(UUID device, Duration ago) {
        world.database.tx(handle -> handle.execute(
                "update device_state set online = false, last_seen = now() - make_interval(secs => ?) where device_id = ?",
                ago.toSeconds() * 1.0,
                device));
    }

    private Device device(UUID id) {
        return world.read(tx -> world.devices.find(tx, id)).orElseThrow();
    }

    private String status(UUID id) {
        return world
                .read(tx -> world.devices.list(tx, DeviceFilter.all(), Scope.EVERYWHERE, 100, Optional.empty()))
                .devices()
                .stream()
                .filter(d -> d.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state()
                .status();
    }

    private List<Cause.Kind> kinds(UUID id) {
        Device device = device(id);
        UUID group = device.group();
        return Cause.of(
                        device,
                        group == null ? Thresholds.DEFAULT : world.fleet.tree().thresholds(group),
                        Instant.now())
                .stream()
                .map(Cause::kind)
                .toList();
    }
}
