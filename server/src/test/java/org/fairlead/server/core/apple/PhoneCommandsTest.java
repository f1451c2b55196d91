package org.fairlead.server.core.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.command.Command;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.CommandState;
import org.fairlead.server.core.command.Commands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What commands are to a phone, and what its answers are to administrators. */
class PhoneCommandsTest {
    private final AppleWorld world = new AppleWorld();
    private final UUID ann = world.person("ann");
    private final AppleWorld.Phone phone = phone();

    @AfterEach
    void close() {
        world.close();
    }

    private AppleWorld.Phone phone() {
        AppleWorld.Phone fresh = world.new Phone("00008030-000A1B2C3D4E5F60").enrol(world.invite(ann));
        fresh.work();
        return fresh;
    }

    private UUID order(CommandKind kind, Map<String, Object> params) {
        UUID device = Objects.requireNonNull(world.unit
                .inTx(tx -> world.store.lock(tx, phone.enrolment))
                .orElseThrow()
                .device());
        return world.commands
                .create(world.admin, new Commands.Wish(kind, params, List.of(device), null, null, false))
                .commands()
                .getFirst()
                .id();
    }

    private Command ended(UUID id) {
        return world.commands.get(world.admin, id);
    }

    private java.util.Optional<CommandLoop.Sent> answer(CommandLoop.Sent sent, Map<String, Object> more) {
        Map<String, Object> entries = new LinkedHashMap<>(more);
        entries.put("UDID", phone.udid);
        entries.put("Status", "Acknowledged");
        entries.put("CommandUUID", sent.id().toString());
        return world.loop.exchange(phone.fingerprint, new Message(entries));
    }

    @Test
    void settingsGoAsItemsAndOneRefusedItemFailsTheCommandByName() {
        UUID id = order(CommandKind.PHONE_SETTINGS, Map.of("name", "Desk 7", "dataRoaming", false, "bluetooth", true));
        CommandLoop.Sent sent = phone.idle().orElseThrow();
        assertThat(sent.command())
                .containsEntry("RequestType", "Settings")
                .containsEntry(
                        "Settings",
                        List.of(
                                Map.of("Item", "DeviceName", "DeviceName", "Desk 7"),
                                Map.of("Item", "DataRoaming", "Enabled", false),
                                Map.of("Item", "Bluetooth", "Enabled", true)));
        Map<String, Object> refusal = Map.of(
                "Item", "Bluetooth",
                "Status", "Error",
                "ErrorChain",
                        List.of(Map.of(
                                "ErrorCode", 12021L, "ErrorDomain", "MCMDMErrorDomain", "USEnglishDescription", "no")));
        answer(
                sent,
                Map.of(
                        "Settings",
                        List.of(
                                Map.of("Item", "DeviceName", "Status", "Acknowledged"),
                                Map.of("Item", "DataRoaming", "Status", "Acknowledged"),
                                refusal)));
        assertThat(ended(id).state()).isEqualTo(CommandState.FAILED);
        assertThat(ended(id).reason())
                .isEqualTo("not set: Bluetooth: no (MCMDMErrorDomain 12021); set: DeviceName, DataRoaming");
    }

    @Test
    void afterSettingsThePhoneIsAskedHowItIsNow() {
        UUID id = order(CommandKind.PHONE_SETTINGS, Map.of("personalHotspot", false));
        CommandLoop.Sent next = answer(phone.idle().orElseThrow(), Map.of()).orElseThrow();
        assertThat(next.command()).containsEntry("RequestType", "DeviceInformation");
        assertThat(ended(id).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    @Test
    void settingsWithoutAnyOrWithOthersAreRefusedAndANameHasSixtyThreeCharacters() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("wallpaper", true),
                Map.of("bluetooth", "yes"),
                Map.of("bluetooth", true, "other", 1),
                Map.of("name", "x".repeat(64)))) {
            assertThatThrownBy(() -> order(CommandKind.PHONE_SETTINGS, wrong)).isInstanceOf(Problem.Invalid.class);
        }
        order(CommandKind.PHONE_SETTINGS, Map.of("name", "x".repeat(63)));
    }

    @Test
    void aMessageThatCouldNotBeShownIsSaidBesideTheSuccess() {
        UUID id = order(CommandKind.LOCK, Map.of("message", "Call us"));
        answer(phone.idle().orElseThrow(), Map.of("MessageResult", "NoPasscodeSet"));
        assertThat(ended(id).state()).isEqualTo(CommandState.SUCCEEDED);
        assertThat(ended(id).reason()).contains("not shown", "no passcode");
    }

    @Test
    void aPhoneThatRestartsGetsNothingMoreInThisConversationAndIsWokenSoon() {
        order(CommandKind.RESTART, Map.of());
        UUID lock = order(CommandKind.LOCK, Map.of());
        CommandLoop.Sent restart = phone.idle().orElseThrow();
        assertThat(restart.command()).containsEntry("RequestType", "RestartDevice");
        assertThat(phone.done(restart)).isEmpty();
        assertThat(world.pushDue(phone.enrolment)).isAfter(world.now);
        assertThat(ended(lock).state()).isEqualTo(CommandState.QUEUED);
        assertThat(phone.work()).contains("DeviceLock");
    }

    @Test
    void aPositionIsSealedInTheWordsThatTheConsoleHasForAllPhones() {
        UUID id = order(CommandKind.LOCATE, Map.of());
        answer(
                phone.idle().orElseThrow(),
                Map.of(
                        "Latitude",
                        59.9,
                        "Longitude",
                        30.3,
                        "HorizontalAccuracy",
                        12.5,
                        "Timestamp",
                        "2026-11-21T12:00:00Z"));
        assertThat(world.commands.openResult(world.admin, id))
                .containsEntry("latitude", 59.9)
                .containsEntry("longitude", 30.3)
                .containsEntry("accuracy", 12.5)
                .containsEntry("at", "2026-11-21T12:00:00Z");
    }
}
