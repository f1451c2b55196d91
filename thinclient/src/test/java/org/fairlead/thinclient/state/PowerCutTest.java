package org.fairlead.thinclient.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.DeviceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerCutTest {
    private static final Path FOLDER = Path.of("/state");

    @Test
    void aFileHoldsItsOldOrItsNewContentWhereverThePowerFails() {
        for (int failAt = 1; failAt <= 4; failAt++) {
            FaultyDisk disk = new FaultyDisk();
            new SafeFiles(disk, FOLDER).saveObject("file", Map.of("value", "old"));
            disk.failAt = disk.steps + failAt;
            SafeFiles files = new SafeFiles(disk, FOLDER);
            assertThatThrownBy(() -> files.saveObject("file", Map.of("value", "new")))
                    .isInstanceOf(StateError.class);
            SafeFiles later = new SafeFiles(disk.afterPowerCut(), FOLDER);
            assertThat(later.loadObject("file"))
                    .as("step " + failAt)
                    .isIn(Map.of("value", "old"), Map.of("value", "new"));
        }
    }

    @Test
    void aFileThatWasSavedOutlivesThePower() {
        FaultyDisk disk = new FaultyDisk();
        new SafeFiles(disk, FOLDER).saveObject("file", Map.of("value", "new"));
        assertThat(disk.steps).isEqualTo(4);
        assertThat(new SafeFiles(disk.afterPowerCut(), FOLDER).loadObject("file"))
                .isEqualTo(Map.of("value", "new"));
    }

    @Test
    void theOutboxKeepsEveryAddedRecordAndNeverUsesANumberTwice() {
        for (int failAt = 1; failAt <= 12; failAt++) {
            FaultyDisk disk = new FaultyDisk();
            DiskOutbox outbox = new DiskOutbox(new SafeFiles(disk, FOLDER));
            disk.failAt = disk.steps + failAt;
            int added = 0;
            try {
                for (int i = 0; i < 8; i++) {
                    outbox.add(new DeviceRecord.Event(0, i, "D01.started", Map.of()));
                    added++;
                    if (i == 3) {
                        outbox.acknowledged(2);
                    }
                }
            } catch (StateError powerCut) {
                assertThat(powerCut).hasMessageContaining("power cut");
            }
            DiskOutbox later = new DiskOutbox(new SafeFiles(disk.afterPowerCut(), FOLDER));
            List<Long> numbers = later.all().stream().map(DeviceRecord::seq).toList();
            assertThat(numbers).as("step " + failAt).isSorted().doesNotHaveDuplicates();
            if (added > 2) {
                assertThat(numbers).contains((long) added);
            }
            later.add(new DeviceRecord.Event(0, 9, "D01.started", Map.of()));
            assertThat(later.all().getLast().seq()).isGreaterThan(added);
        }
    }

    @Test
    void aFullOutboxDropsTheOldestAndSaysHowMany() {
        FaultyDisk forgetful = new FaultyDisk() {
            @Override
            public void append(Path file, byte[] content) {}
        };
        DiskOutbox outbox = new DiskOutbox(new SafeFiles(forgetful, FOLDER));
        for (int i = 0; i < DiskOutbox.CAPACITY; i++) {
            outbox.add(new DeviceRecord.Event(0, i, "D01.started", Map.of()));
        }
        assertThat(outbox.dropped()).isZero();
        assertThat(outbox.first(1).getFirst().seq()).isEqualTo(1);
        outbox.add(new DeviceRecord.Event(0, 0, "D01.started", Map.of()));
        assertThat(outbox.dropped()).isEqualTo(1);
        assertThat(outbox.size()).isEqualTo(DiskOutbox.CAPACITY);
        assertThat(outbox.first(1).getFirst().seq()).isEqualTo(2);
        outbox.dropReported(1);
        assertThat(outbox.dropped()).isZero();
    }

    @Test
    void aFolderServesOneProgramAndIsPrivate(@TempDir Path temp) throws Exception {
        Path path = temp.resolve("state");
        try (StateFolder folder = StateFolder.open(path)) {
            assertThat(Files.getPosixFilePermissions(path)).hasSize(3);
            assertThatThrownBy(() -> StateFolder.open(path)).hasMessageContaining("in use");
            new SafeFiles(new RealDisk(), folder.path()).saveObject("file", Map.of());
            assertThat(Files.getPosixFilePermissions(path.resolve("file"))).hasSize(2);
        }
        StateFolder.open(path).close();
    }

    @Test
    void lockedBlocksIgnoreTheUsersValues() {
        var catalogue = org.fairlead.protocol.catalogue.Catalogue.load();
        SettingsState state = SettingsState.EMPTY
                .document(
                        "h",
                        Map.of(
                                "values", Map.of("power.screen.offAfter", "5", "general.contacts.text", "a"),
                                "locked", Map.of("power.screen", Map.of("policy", "P", "group", "G"))))
                .own(Map.of("power.screen.offAfter", "60", "general.contacts.text", "b"));
        assertThat(state.effective(catalogue))
                .containsEntry("power.screen.offAfter", "5")
                .containsEntry("general.contacts.text", "b");
        assertThat(state.locked().get("power.screen")).isEqualTo(new SettingsState.Lock("P", "G"));
    }

    @Test
    void anInvalidValueOfTheServerLeavesTheDefault() {
        var catalogue = org.fairlead.protocol.catalogue.Catalogue.load();
        SettingsState state = SettingsState.EMPTY.document("h", Map.of("values", Map.of("server.sync.period", 0L)));
        assertThat(state.effective(catalogue)).containsEntry("server.sync.period", 15L);
    }
}
