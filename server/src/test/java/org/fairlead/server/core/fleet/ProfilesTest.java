package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.people.People;
import org.fairlead.server.core.people.PeopleGroups;
import org.fairlead.server.core.people.PersonRule;
import org.fairlead.server.core.policy.Audience;
import org.fairlead.server.core.policy.DryRuns;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.core.policy.ProfileAssigner;
import org.fairlead.server.core.profile.SecurityProfiles;
import org.fairlead.server.core.settings.EffectiveSettings.EffectiveValue;
import org.fairlead.server.core.sync.DesiredState;
import org.fairlead.server.store.PgPeople;
import org.fairlead.server.store.PgStatusCounts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    private static final String CAMERA = "ios.device.camera";
    private static final String SSID = "ios.wifi.ssid";

    private World world;
    private People people;
    private PeopleGroups groups;
    private SecurityProfiles profiles;
    private ProfileAssigner assigner;
    private final List<UUID> nudged = new ArrayList<>();
    private UUID root;

    @BeforeEach
    void start() throws Exception {
        world = new World();
        root = world.fleet.tree().root();
        PgPeople store = new PgPeople(world.workspace);
        people = new People(world.unit, store, (tx, ids) -> {}, world.audit, world.changes, world.clock);
        groups = new PeopleGroups(world.unit, store, world.audit, world.changes, world.clock);
        profiles = new SecurityProfiles(
                world.unit, world.fleet, world.policies, world.dryRuns, store, new PgStatusCounts(world.workspace));
        assigner = new ProfileAssigner(
                world.unit, world.fleet, world.store, (devices, topic) -> nudged.addAll(devices), world.changes);
        assigner.prepare(world.clock.instant());
        assigner.run();
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void theDefaultProfileIsForEveryPhoneAndStays() {
        UUID phone = phone("ios", person("Anna"));
        UUID nobodys = phone("android", null);
        SecurityProfiles.Counted only = profiles.list(world.admin).getFirst();
        assertThat(only.audience().everyone()).isTrue();
        assertThat(only.rollout().total()).isEqualTo(2);
        profiles.change(
                world.admin,
                only.policy().id(),
                draft("Default", null, Map.of(CAMERA, false, "android.camera.camera", false)),
                1,
                "");
        assertThat(value(phone, CAMERA).value()).isEqualTo(false);
        assertThat(value(phone, CAMERA).origin().kind()).isEqualTo("profile");
        assertThat(value(nobodys, "android.camera.camera").value()).isEqualTo(false);
        assertThatThrownBy(() -> profiles.delete(world.admin, only.policy().id()))
                .isInstanceOf(Problem.Conflict.class);
        assigner.prepare(world.clock.instant());
        assertThat(profiles.list(world.admin)).hasSize(1);
    }

    @Test
    void aProfileOfAGroupCountsForThePeopleOfGroupsBelowItAndOfGroupsWithARule() {
        UUID company = group("Company", null, null);
        UUID sales = group("Sales", company, null);
        UUID polite = group("Polite", company, new PersonRule("Olga*", "", "", ""));
        UUID anna = phone("ios", person("Anna", sales));
        UUID olga = phone("ipados", person("Olga"));
        UUID other = phone("ios", person("Petr"));
        assigner.run();
        nudged.clear();
        create("Company phones", 1, Map.of(CAMERA, false), Set.of(), Set.of(company));
        assigner.runIfDue();
        assertThat(nudged).containsExactlyInAnyOrder(anna, olga);
        assertThat(value(anna, CAMERA).value()).isEqualTo(false);
        assertThat(value(olga, CAMERA).value()).isEqualTo(false);
        assertThat(value(other, CAMERA).value()).isEqualTo(true);
        assertThat(polite).isNotNull();
        groups.change(
                world.admin,
                polite,
                new PeopleGroups.Draft("Polite", company, "", new PersonRule("Petr*", "", "", "")));
        assigner.runIfDue();
        assertThat(value(olga, CAMERA).value()).isEqualTo(true);
        assertThat(value(other, CAMERA).value()).isEqualTo(false);
    }

    @Test
    void theStrongerProfileWinsAndALockOfADeviceGroupBeatsAll() {
        UUID person = person("Anna");
        UUID phone = phone("ios", person);
        UUID weak = create("Weak", 5, Map.of(SSID, "weak", CAMERA, false), Set.of(person), Set.of());
        UUID strong = create("Strong", 2, Map.of(SSID, "strong"), Set.of(person), Set.of());
        assigner.run();
        assertThat(value(phone, SSID).value()).isEqualTo("strong");
        assertThat(value(phone, SSID).origin().policyName()).isEqualTo("Strong");
        assertThat(value(phone, CAMERA).origin().policyName()).isEqualTo("Weak");
        profiles.change(
                world.admin,
                strong,
                new SecurityProfiles.Draft(
                        "Strong", true, 9, Map.of(SSID, "strong"), Set.of(), Set.of(person), Set.of()),
                1,
                "");
        assertThat(value(phone, SSID).value()).as("now it is the weaker one").isEqualTo("weak");
        policy(Map.of(SSID, "group", "ios.data.cloudBackup", false), Set.of());
        assertThat(value(phone, SSID).value()).as("profiles come after groups").isEqualTo("weak");
        assertThat(value(phone, "ios.data.cloudBackup").origin().kind()).isEqualTo("policy");
        policy(Map.of(SSID, "locked"), Set.of("ios.wifi"));
        assertThat(value(phone, SSID).value()).isEqualTo("locked");
        assertThat(weak).isNotNull();
    }

    @Test
    void editingAProfileWritesRowsForCombinationsAndNoneForPhones() {
        UUID sales = group("Sales", null, null);
        for (int i = 0; i < 40; i++) {
            phone("ios", person("P" + i, sales));
        }
        UUID profile = create("Sales", 1, Map.of(CAMERA, false), Set.of(), Set.of(sales));
        assigner.run();
        long desired = rows("group_desired");
        String devices = image("device");
        String states = image("device_state");
        profiles.change(
                world.admin,
                profile,
                new SecurityProfiles.Draft("Sales", true, 1, Map.of(SSID, "x"), Set.of(), Set.of(), Set.of(sales)),
                1,
                "");
        assigner.runIfDue();
        assertThat(rows("group_desired")).isEqualTo(desired);
        assertThat(image("device")).isEqualTo(devices);
        assertThat(image("device_state")).isEqualTo(states);
        assertThat(world.unit.read(world.store::placesComplete)).isTrue();
    }

    @Test
    void aPhoneWhosePersonLeavesTheGroupLosesTheProfile() {
        UUID sales = group("Sales", null, null);
        UUID person = person("Anna", sales);
        UUID phone = phone("android", person);
        create("Sales", 1, Map.of("android.camera.camera", false), Set.of(), Set.of(sales));
        assigner.run();
        String hash = world.desired.hash(subject(phone));
        assertThat(value(phone, "android.camera.camera").value()).isEqualTo(false);
        groups.members(world.admin, sales, List.of(), List.of(person));
        nudged.clear();
        assigner.runIfDue();
        assertThat(nudged).containsExactly(phone);
        assertThat(value(phone, "android.camera.camera").value()).isEqualTo(true);
        assertThat(world.desired.hash(subject(phone))).isNotEqualTo(hash);
        assertThat(world.unit.read(world.store::placesComplete))
                .as("what no phone needs any more is gone")
                .isTrue();
    }

    @Test
    void aDryRunCountsThePhonesThatANewAssignmentWouldChange() {
        UUID sales = group("Sales", null, null);
        UUID anna = person("Anna", sales);
        phone("ios", anna);
        phone("ipados", anna);
        phone("android", person("Boris", sales));
        UUID direct = person("Clara");
        phone("ios", direct);
        phone("ios", person("Dora"));
        DryRuns.Result fresh = profiles.dryRun(
                world.admin,
                null,
                new SecurityProfiles.Draft(
                        "New", true, 1, Map.of(CAMERA, false), Set.of(), Set.of(direct), Set.of(sales)));
        assertThat(fresh.devices()).isEqualTo(4);
        assertThat(fresh.changed()).as("the Android phone has no such setting").isEqualTo(3);
        assertThat(fresh.changes()).containsExactly(new DryRuns.Change(CAMERA, true, false, 3));
        UUID profile = create("New", 1, Map.of(CAMERA, false), Set.of(direct), Set.of(sales));
        assigner.run();
        DryRuns.Result taken = profiles.dryRun(
                world.admin,
                profile,
                new SecurityProfiles.Draft("New", true, 1, Map.of(CAMERA, false), Set.of(), Set.of(), Set.of(sales)));
        assertThat(taken.changed()).isEqualTo(1);
        assertThat(taken.changes()).containsExactly(new DryRuns.Change(CAMERA, false, true, 1));
    }

    @Test
    void aProfileRefusesWhatNoPhoneKnowsAndWhoIsNotHere() {
        assertThatThrownBy(() -> create("X", 1, Map.of("power.screen.offAfter", "30"), Set.of(), Set.of()))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> create("X", 1, Map.of(), Set.of(Ids.next()), Set.of()))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> create("X", 1, Map.of(), Set.of(), Set.of(Ids.next())))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> create("X", Audience.MAX_PRIORITY + 1, Map.of(), Set.of(), Set.of()))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(create("X", Audience.MAX_PRIORITY, Map.of(), Set.of(), Set.of()))
                .isNotNull();
        assertThatThrownBy(() -> profiles.list(World.caller(Scope.subtrees(List.of(root)))))
                .isInstanceOf(AccessDenied.class);
    }

    @Test
    void secretsOfProfilesAreSealedAndMasked() {
        UUID person = person("Anna");
        UUID phone = phone("ios", person);
        UUID profile = create(
                "Wi-Fi", 1, Map.of(SSID, "Office", "ios.wifi.password", "correct horse"), Set.of(person), Set.of());
        assigner.run();
        assertThat(world.fleet.book().policy(profile).orElseThrow().values().toString())
                .doesNotContain("correct horse");
        assertThat(world.desired.document(subject(phone)).toString()).contains("correct horse");
        assertThat(image("policy")).doesNotContain("correct horse");
    }

    @Test
    void thereAreAtMostFiftyProfiles() {
        for (int i = 1; i < PolicyService.MAX_PROFILES; i++) {
            create("P" + i, 1, Map.of(), Set.of(), Set.of());
        }
        assertThatThrownBy(() -> create("one more", 1, Map.of(), Set.of(), Set.of()))
                .isInstanceOf(Problem.Conflict.class);
    }

    private UUID create(
            String name, int priority, Map<String, Object> values, Set<UUID> persons, Set<UUID> peopleGroups) {
        return profiles.create(
                        world.admin,
                        new SecurityProfiles.Draft(
                                name, true, priority, Map.copyOf(values), Set.of(), persons, peopleGroups))
                .profile()
                .policy()
                .id();
    }

    private static SecurityProfiles.Draft draft(String name, Integer priority, Map<String, Object> values) {
        return new SecurityProfiles.Draft(name, true, priority, Map.copyOf(values), Set.of(), Set.of(), Set.of());
    }

    private void policy(Map<String, Object> values, Set<String> locks) {
        world.policies.create(
                world.admin,
                new PolicyService.Wish(
                        "Phones", root, Policy.IOS, Policy.Status.ACTIVE, true, false, Map.copyOf(values), locks));
    }

    private UUID group(String name, UUID parent, PersonRule rule) {
        return groups.create(world.admin, new PeopleGroups.Draft(name, parent, "", rule))
                .group()
                .id();
    }

    private UUID person(String name, UUID... in) {
        return people.add(world.admin, new People.Draft(name, "", "en", "", "", List.of(in)))
                .row()
                .person()
                .id();
    }

    private UUID phone(String platform, UUID person) {
        return world.unit.inTx(tx -> {
            UUID id = Ids.next();
            int number = world.devices.nextNumber(tx);
            world.devices.insert(
                    tx,
                    new DeviceStore.NewDevice(
                            id,
                            number,
                            "n" + number,
                            "phone " + number,
                            platform,
                            root,
                            person,
                            new Up.DeviceInfo("", "", "", "", "", List.of(), Map.of()),
                            world.clock.instant()));
            return id;
        });
    }

    private EffectiveValue value(UUID device, String key) {
        Device d = device(device);
        return world.fleet
                .book()
                .effective(d.group(), d.platform(), d.profiles(), d.own())
                .values()
                .get(key);
    }

    private Device device(UUID id) {
        return world.unit.read(tx -> world.devices.find(tx, id)).orElseThrow();
    }

    private DesiredState.Subject subject(UUID id) {
        Device d = device(id);
        return new DesiredState.Subject(
                d.platform(), d.number(), d.nameId(), d.group(), d.profiles(), d.own(), d.ownHash());
    }

    private long rows(String table) {
        return world.database.tx(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one());
    }

    /** Every row with the transaction that wrote it. */
    private String image(String table) {
        return world.database.tx(handle -> handle.createQuery(
                        "select coalesce(string_agg(cast(xmin as text) || cast(x as text), '|' order by cast(x as text)), '') from "
                                + table + " x")
                .mapTo(String.class)
                .one());
    }
}
