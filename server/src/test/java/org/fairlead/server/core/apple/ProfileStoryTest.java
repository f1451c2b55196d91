package org.fairlead.server.core.apple;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.store.FleetFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How settings of the catalogue come to a phone, change there and go. */
class ProfileStoryTest {
    private static final String UDID = "00008030-000A1B2C3D4E5F60";
    private final AppleWorld world = new AppleWorld();
    private final PolicyService policies =
            new PolicyService(world.fleet, world.fixture.fleet, world.fixture.audit, (tx, list) -> {}, world.clock);
    private Policy policy;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aBlockIsInstalledOnceReplacedWhenItChangesAndRemovedWhenItAsksForNothing() {
        AppleWorld.Phone phone = phone();
        settings(Map.of("ios.wifi.ssid", "Office"));
        CommandLoop.Sent install = phone.idle().orElseThrow();
        assertThat(install.command()).containsEntry("RequestType", "InstallProfile");
        assertThat(text(install)).contains("SSID_STR=Office", "org.fairlead.settings.wifi", "Acme: Wi-Fi");
        assertThat(status()).isEqualTo("pending");
        assertThat(phone.done(install)).isEmpty();
        assertThat(status()).isEqualTo("applied");
        assertThat(phone.idle()).as("nothing has changed").isEmpty();
        settings(Map.of("ios.wifi.ssid", "Other", "ios.device.camera", false));
        assertThat(phone.work()).containsExactly("InstallProfile", "InstallProfile");
        settings(Map.of("ios.device.camera", false));
        CommandLoop.Sent remove = phone.idle().orElseThrow();
        assertThat(remove.command())
                .containsEntry("RequestType", "RemoveProfile")
                .containsEntry("Identifier", "org.fairlead.settings.wifi");
        assertThat(phone.done(remove)).as("the management goes on").isEmpty();
        assertThat(phone.idle()).isEmpty();
        assertThat(status()).isEqualTo("applied");
        settings(Map.of());
        assertThat(phone.work()).containsExactly("RemoveProfile");
    }

    @Test
    void aRefusalIsKeptWithItsReasonAndTriedAgainWhenThePhoneListsItsProfiles() {
        AppleWorld.Phone phone = phone();
        settings(Map.of("ios.wifi.ssid", "Office"));
        CommandLoop.Sent install = phone.idle().orElseThrow();
        answer(
                phone,
                install,
                "Error",
                Map.of(
                        "ErrorChain",
                        List.of(Map.of(
                                "ErrorCode",
                                4001L,
                                "ErrorDomain",
                                "MCInstallationErrorDomain",
                                "USEnglishDescription",
                                "no room"))));
        assertThat(status()).isEqualTo("failed");
        assertThat(blocks()).contains("no room (MCInstallationErrorDomain 4001)");
        assertThat(phone.idle()).as("not again and again").isEmpty();
        CommandLoop.Sent again = list(phone, List.of()).orElseThrow();
        assertThat(again.command()).containsEntry("RequestType", "InstallProfile");
        assertThat(phone.done(again)).isEmpty();
        assertThat(status()).isEqualTo("applied");
    }

    @Test
    void aProfileThatThePhoneHasLostIsInstalledAgain() {
        AppleWorld.Phone phone = phone();
        settings(Map.of("ios.wifi.ssid", "Office"));
        phone.work();
        assertThat(list(phone, List.of(Map.of("PayloadIdentifier", "org.fairlead.settings.wifi"))))
                .isEmpty();
        assertThat(list(phone, List.of(Map.of("PayloadIdentifier", "org.fairlead.management"))))
                .map(sent -> String.valueOf(sent.command().get("RequestType")))
                .contains("InstallProfile");
    }

    @Test
    void settingsThatChangeWhileThePhonePutsThemOffAreSentOnceInTheirNewestForm() {
        AppleWorld.Phone phone = phone();
        settings(Map.of("ios.wifi.ssid", "First"));
        CommandLoop.Sent first = phone.idle().orElseThrow();
        assertThat(answer(phone, first, "NotNow", Map.of())).isEmpty();
        settings(Map.of("ios.wifi.ssid", "Second"));
        CommandLoop.Sent second = phone.idle().orElseThrow();
        assertThat(text(second)).contains("SSID_STR=Second");
        assertThat(phone.done(second)).as("the first is overtaken").isEmpty();
    }

    @Test
    void whatNeedsSupervisionIsNeverSentToOtherPhones() {
        AppleWorld.Phone phone = phone();
        settings(Map.of("ios.singleApp.enabled", true, "ios.singleApp.app", "com.example.till"));
        assertThat(phone.work()).isEmpty();
        assertThat(blocks()).contains("needs a supervised device", "unsupported");
        assertThat(status()).isEqualTo("applied");
    }

    @Test
    void aPhoneThatIsConnectedAnewGetsEverythingAgain() {
        UUID ann = world.person("ann");
        AppleWorld.Phone phone = world.new Phone(UDID).enrol(world.invite(ann));
        phone.work();
        settings(Map.of("ios.wifi.ssid", "Office"));
        phone.work();
        AppleWorld.Phone again = world.new Phone(UDID).enrol(world.invite(ann));
        assertThat(again.work()).contains("InstallProfile");
    }

    @Test
    void whatLeadsIntoTheCompanyIsTakenOffAPhoneThatBreaksARuleAndComesBack() {
        AppleWorld.Phone phone = phone();
        settings(Map.of("ios.wifi.ssid", "Office", "ios.device.camera", false));
        phone.work();
        assertThat(status()).isEqualTo("applied");
        withhold(true);
        assertThat(status()).isEqualTo("pending");
        CommandLoop.Sent remove = phone.idle().orElseThrow();
        assertThat(remove.command())
                .containsEntry("RequestType", "RemoveProfile")
                .containsEntry("Identifier", "org.fairlead.settings.wifi");
        assertThat(phone.done(remove)).as("the camera stays forbidden").isEmpty();
        assertThat(status()).isEqualTo("applied");
        settings(Map.of("ios.wifi.ssid", "Newer", "ios.device.camera", false));
        assertThat(phone.work()).as("still withheld").isEmpty();
        withhold(false);
        assertThat(phone.work()).containsExactly("InstallProfile");
        assertThat(status()).isEqualTo("applied");
    }

    private void withhold(boolean on) {
        world.fixture.database.tx(handle -> handle.execute("update device set withheld = ?", on));
    }

    private AppleWorld.Phone phone() {
        AppleWorld.Phone phone = world.new Phone(UDID).enrol(world.invite(world.person("ann")));
        phone.work();
        return phone;
    }

    private void settings(Map<String, Object> values) {
        PolicyService.Wish wish = new PolicyService.Wish(
                "Phones",
                world.fleet.tree().root(),
                Policy.IOS,
                Policy.Status.ACTIVE,
                true,
                false,
                Map.copyOf(values),
                java.util.Set.of());
        policy = policy == null
                ? policies.create(FleetFixture.anyone(), wish)
                : policies.change(FleetFixture.anyone(), policy.id(), wish, policy.revision(), "");
    }

    private static String text(CommandLoop.Sent sent) {
        return new String((byte[]) sent.command().get("Payload"), StandardCharsets.UTF_8);
    }

    private Optional<CommandLoop.Sent> answer(
            AppleWorld.Phone phone, CommandLoop.Sent sent, String status, Map<String, Object> more) {
        Map<String, Object> entries = new HashMap<>(more);
        entries.putAll(
                Map.of("UDID", UDID, "Status", status, "CommandUUID", sent.id().toString()));
        return world.loop.exchange(phone.fingerprint, new Message(entries));
    }

    /** The phone is asked for its profiles and says these; gives what it is told next. */
    private Optional<CommandLoop.Sent> list(AppleWorld.Phone phone, List<Map<String, Object>> profiles) {
        world.unit.runInTx(tx -> world.store.request(
                tx,
                new PhoneRequest(
                        org.fairlead.server.core.Ids.next(),
                        phone.enrolment,
                        null,
                        "ProfileList",
                        Map.of(),
                        0,
                        0,
                        false),
                world.clock.instant()));
        CommandLoop.Sent asked = phone.idle().orElseThrow();
        assertThat(asked.command()).containsEntry("RequestType", "ProfileList");
        return answer(phone, asked, "Acknowledged", Map.of("ProfileList", new ArrayList<>(profiles)));
    }

    private String status() {
        return world.fixture.database.<String>read(handle -> handle.createQuery(
                        "select case when s.applied_group <> g.hash || case when d.withheld then '~' else '' end then 'pending' when s.failed_blocks > 0 then 'failed' else 'applied' end"
                                + " from device d join device_state s on s.device_id = d.id"
                                + " join group_desired g on g.group_id = d.group_id and g.platform = d.platform and g.profiles = d.profiles")
                .mapTo(String.class)
                .one());
    }

    private String blocks() {
        return world.fixture.database.<String>read(
                handle -> handle.createQuery("select cast(blocks as text) from device_state")
                        .mapTo(String.class)
                        .one());
    }
}
