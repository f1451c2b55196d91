package org.fairlead.server.core.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.apple.declare.StatusReport;
import org.fairlead.server.core.apple.declare.Wanted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server does with the messages of a phone that has an identity. */
class PhoneStoryTest {
    private static final String UDID = "00008030-000A1B2C3D4E5F60";
    private final AppleWorld world = new AppleWorld();
    private final UUID ann = world.person("ann");

    @AfterEach
    void close() {
        world.close();
    }

    private AppleWorld.Phone phone() {
        return world.new Phone(UDID).enrol(world.invite(ann));
    }

    private UUID device(AppleWorld.Phone phone) {
        return Objects.requireNonNull(world.unit
                .inTx(tx -> world.store.lock(tx, phone.enrolment))
                .orElseThrow()
                .device());
    }

    @Test
    void aNewPhoneIsAskedForEverythingAboutItselfAndForItsDeclarations() {
        assertThat(phone().work())
                .containsExactlyInAnyOrder(
                        "DeviceInformation",
                        "SecurityInfo",
                        "ProfileList",
                        "CertificateList",
                        "InstalledApplicationList",
                        "DeclarativeManagement");
    }

    @Test
    void messagesAboutAUserOfThePhoneDoNotTouchThePhone() {
        AppleWorld.Phone phone = phone();
        Reply reply = phone.say(
                "TokenUpdate",
                Map.of("Topic", AppleWorld.TOPIC, "Token", new byte[] {9}, "PushMagic", "other", "UserID", "FFFF"));
        assertThat(reply).isInstanceOf(Reply.NotManaged.class);
        assertThat(phone.say("UserAuthenticate", Map.of("UserID", "FFFF"))).isInstanceOf(Reply.NotManaged.class);
        String magic = world.fixture.database.<String>read(
                handle -> handle.createQuery("select push_magic from apple_enrolment")
                        .mapTo(String.class)
                        .one());
        assertThat(magic).isEqualTo("magic");
        assertThat(world.loop.exchange(
                        phone.fingerprint, new Message(Map.of("UDID", UDID, "Status", "Idle", "UserID", "FFFF"))))
                .isEmpty();
    }

    @Test
    void whatIsNotKnownAndTokensOfOtherServicesAreRefusedWithoutLosingThePhone() {
        AppleWorld.Phone phone = phone();
        assertThatThrownBy(() -> phone.say("GetToken", Map.of("TokenServiceType", "com.apple.maid")))
                .isInstanceOfSatisfying(
                        Problem.BadRequest.class, p -> assertThat(p.code()).isEqualTo("no-token"));
        assertThatThrownBy(() -> phone.say("Nonsense", Map.of())).isInstanceOf(Problem.BadRequest.class);
        assertThat(phone.work()).isNotEmpty();
    }

    @Test
    void aBootstrapTokenComesBackAsItWasLiesSealedAndGoesWhenItIsTakenBack() {
        AppleWorld.Phone phone = phone();
        assertThat(phone.say("GetBootstrapToken", Map.of())).isInstanceOf(Reply.Nothing.class);
        byte[] token = "the bootstrap token".getBytes(StandardCharsets.UTF_8);
        phone.say("SetBootstrapToken", Map.of("BootstrapToken", token));
        Reply.Dictionary answer = (Reply.Dictionary) phone.say("GetBootstrapToken", Map.of());
        assertThat(answer.content().get("BootstrapToken")).isEqualTo(token);
        String stored = world.fixture.database.<String>read(
                handle -> handle.createQuery("select encode(bootstrap_sealed, 'escape') from apple_enrolment")
                        .mapTo(String.class)
                        .one());
        assertThat(stored).doesNotContain("the bootstrap token");
        assertThat(world.devices.sheet(world.admin, device(phone)).bootstrapToken())
                .isTrue();
        phone.say("SetBootstrapToken", Map.of("BootstrapToken", new byte[16_384]));
        assertThatThrownBy(() -> phone.say("SetBootstrapToken", Map.of("BootstrapToken", new byte[16_385])))
                .isInstanceOf(Problem.BadRequest.class);
        phone.say("SetBootstrapToken", Map.of());
        assertThat(phone.say("GetBootstrapToken", Map.of())).isInstanceOf(Reply.Nothing.class);
    }

    @Test
    void aPhoneReadsItsDeclarationsOneByOneAndWhatIsGoneIsMissing() {
        world.wanted =
                new Wanted("Acme", new Wanted.SoftwareUpdate("18.2", null, "2026-12-31T18:00:00", null), null, null);
        AppleWorld.Phone phone = phone();
        Map<?, ?> tokens = (Map<?, ?>) document(phone, "tokens").get("SyncTokens");
        Map<String, ?> items = document(phone, "declaration-items");
        assertThat(items.get("DeclarationsToken")).isEqualTo(tokens.get("DeclarationsToken"));
        Map<String, ?> update = document(phone, "declaration/configuration/org.fairlead.update");
        assertThat(update.get("Type")).isEqualTo("com.apple.configuration.softwareupdate.enforcement.specific");
        assertThat(items.toString()).contains(String.valueOf(update.get("ServerToken")));
        assertThat(phone.say("DeclarativeManagement", Map.of("Endpoint", "declaration/configuration/gone")))
                .isInstanceOf(Reply.Missing.class);
        assertThatThrownBy(() -> phone.say("DeclarativeManagement", Map.of("Endpoint", "other")))
                .isInstanceOf(Problem.BadRequest.class);
    }

    @Test
    void aChangedSetIsToldToThePhoneOnceAndThePhoneIsWoken() {
        AppleWorld.Phone phone = phone();
        phone.work();
        document(phone, "declaration-items");
        world.declarative.walk();
        assertThat(phone.work()).isEmpty();
        world.wanted = new Wanted(
                "Acme", null, null, new Wanted.Passcode(true, false, false, 6, null, null, null, null, null, null));
        world.now = world.now.plus(Duration.ofHours(1));
        world.declarative.walk();
        world.declarative.walk();
        assertThat(world.pushDue(phone.enrolment)).isEqualTo(world.now);
        assertThat(world.devices.sheet(world.admin, device(phone)).declared().fetched())
                .isNotEqualTo(world.devices
                        .sheet(world.admin, device(phone))
                        .declared()
                        .token());
        CommandLoop.Sent sent = phone.idle().orElseThrow();
        assertThat(sent.command().get("RequestType")).isEqualTo("DeclarativeManagement");
        Map<?, ?> tokens = (Map<?, ?>) Json.parseObject(new String(
                        (byte[]) Objects.requireNonNull(sent.command().get("Data")), StandardCharsets.UTF_8))
                .get("SyncTokens");
        assertThat(phone.done(sent)).isEmpty();
        assertThat(document(phone, "declaration-items").get("DeclarationsToken"))
                .isEqualTo(Objects.requireNonNull(tokens).get("DeclarationsToken"));
        assertThat(world.devices.sheet(world.admin, device(phone)).declared().fetched())
                .isEqualTo(world.devices
                        .sheet(world.admin, device(phone))
                        .declared()
                        .token());
    }

    @Test
    void aStatusReportIsKeptAndTellsTheDeviceItsSystem() {
        AppleWorld.Phone phone = phone();
        status(
                phone,
                "{\"StatusItems\": {\"device\": {\"operating-system\": {\"version\": \"18.2\"}}}, \"Errors\": [{\"Reason\": \"no\"}]}");
        status(phone, "{\"StatusItems\": {\"passcode\": {\"is-present\": true}}}");
        var declared = world.devices.sheet(world.admin, device(phone)).declared();
        assertThat(StatusReport.at(declared.status(), "device.operating-system.version"))
                .isEqualTo("18.2");
        assertThat(StatusReport.at(declared.status(), "passcode.is-present")).isEqualTo(true);
        assertThat(declared.reports()).isEqualTo(2);
        assertThat(world.service.get(world.admin, device(phone)).os()).isEqualTo("iOS 18.2");
        for (String broken : List.of("", "[]", "{", "\u0000")) {
            assertThatThrownBy(() -> status(phone, broken)).isInstanceOf(Problem.BadRequest.class);
        }
        assertThat(world.devices.sheet(world.admin, device(phone)).declared().reports())
                .isEqualTo(2);
    }

    private static void status(AppleWorld.Phone phone, String report) {
        assertThat(phone.say(
                        "DeclarativeManagement",
                        Map.of("Endpoint", "status", "Data", report.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(Reply.Nothing.class);
    }

    private static Map<String, ?> document(AppleWorld.Phone phone, String endpoint) {
        return ((Reply.Document) phone.say("DeclarativeManagement", Map.of("Endpoint", endpoint))).content();
    }
}
