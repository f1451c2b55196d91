package org.fairlead.thinclient.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeoverTest {
    private static final Path FOLDER = Path.of("/state");
    private static final List<String> FILES =
            List.of("identity.json", "settings.json", "outbox.jsonl", "codekeys.json", "audit.log", "audit.log.1");

    private static SafeFiles device(FaultyDisk disk) {
        SafeFiles files = new SafeFiles(disk, FOLDER);
        FILES.forEach(name -> files.save(name, ("old " + name).getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    private static String text(SafeFiles files, String name) {
        byte[] content = files.load(name);
        return content == null ? "" : new String(content, StandardCharsets.UTF_8);
    }

    private static void switchOver(SafeFiles files) {
        SafeFiles next = Changeover.prepare(files);
        next.save("identity.json", "new identity.json".getBytes(StandardCharsets.UTF_8));
        next.save("settings.json", "new settings.json".getBytes(StandardCharsets.UTF_8));
        Changeover.commit(files, List.of("codekeys.json"));
    }

    private static boolean isOld(SafeFiles files) {
        return text(files, "identity.json").equals("old identity.json")
                && text(files, "settings.json").equals("old settings.json")
                && text(files, "codekeys.json").equals("old codekeys.json");
    }

    private static boolean isNew(SafeFiles files) {
        return text(files, "identity.json").equals("new identity.json")
                && text(files, "settings.json").equals("new settings.json")
                && text(files, "codekeys.json").isEmpty();
    }

    @Test
    void aSwitchHappensAsAWholeOrNotAtAllWhereverThePowerFails() {
        FaultyDisk counting = new FaultyDisk();
        SafeFiles counted = device(counting);
        int before = counting.steps;
        switchOver(counted);
        int steps = counting.steps - before;
        assertThat(isNew(counted)).isTrue();
        boolean sawOld = false;
        boolean sawNew = false;
        for (int failAt = 1; failAt <= steps; failAt++) {
            FaultyDisk disk = new FaultyDisk();
            SafeFiles files = device(disk);
            disk.failAt = disk.steps + failAt;
            assertThatThrownBy(() -> switchOver(files)).isInstanceOf(StateError.class);
            SafeFiles later = new SafeFiles(disk.afterPowerCut(), FOLDER);
            Changeover.finish(later);
            assertThat(isOld(later) ^ isNew(later)).as("step " + failAt).isTrue();
            assertThat(text(later, "audit.log")).isEqualTo("old audit.log");
            assertThat(((FaultyDisk) later.disk()).list(FOLDER.resolve("next"))).isEmpty();
            sawOld |= isOld(later);
            sawNew |= isNew(later);
        }
        assertThat(sawOld).isTrue();
        assertThat(sawNew).isTrue();
    }

    @Test
    void aSwitchThatIsCutDownAgainWhileItIsFinishedComesToItsEnd() {
        for (int second = 1; second <= 6; second++) {
            FaultyDisk disk = new FaultyDisk();
            SafeFiles files = device(disk);
            SafeFiles next = Changeover.prepare(files);
            next.save("identity.json", "new identity.json".getBytes(StandardCharsets.UTF_8));
            next.save("settings.json", "new settings.json".getBytes(StandardCharsets.UTF_8));
            disk.failAt = disk.steps + 5; // the mark takes four
            assertThatThrownBy(() -> Changeover.commit(files, List.of("codekeys.json")))
                    .isInstanceOf(StateError.class);
            FaultyDisk again = disk.afterPowerCut();
            again.failAt = second;
            try {
                Changeover.finish(new SafeFiles(again, FOLDER));
            } catch (StateError powerCut) {
                assertThat(powerCut).hasMessageContaining("power cut");
            }
            SafeFiles later = new SafeFiles(again.afterPowerCut(), FOLDER);
            Changeover.finish(later);
            assertThat(isNew(later)).as("second cut at " + second).isTrue();
        }
    }

    @Test
    void aResetThatWasBegunLeavesNothingWhereverThePowerFails() {
        for (int failAt = 1; failAt <= 30; failAt++) {
            FaultyDisk disk = new FaultyDisk();
            SafeFiles files = device(disk);
            disk.failAt = disk.steps + failAt;
            boolean begun = false;
            try {
                Changeover.reset(files);
                begun = true;
                Changeover.finish(files);
            } catch (StateError powerCut) {
                assertThat(powerCut).hasMessageContaining("power cut");
            }
            FaultyDisk again = disk.afterPowerCut();
            SafeFiles later = new SafeFiles(again, FOLDER);
            Changeover.Outcome outcome = Changeover.finish(later);
            List<Path> left = again.afterPowerCut().list(FOLDER).stream()
                    .filter(path -> !path.toString().endsWith(".new"))
                    .toList();
            if (begun || outcome == Changeover.Outcome.RESET) {
                assertThat(left).as("step " + failAt).isEmpty();
            } else {
                assertThat(left).as("step " + failAt).hasSize(FILES.size());
            }
        }
    }

    @Test
    void aResetLeavesNoFileButTheLock(@TempDir Path temp) throws Exception {
        try (StateFolder folder = StateFolder.open(temp.resolve("state"))) {
            SafeFiles files = new SafeFiles(new RealDisk(), folder.path());
            FILES.forEach(name -> files.save(name, "secret".getBytes(StandardCharsets.UTF_8)));
            SafeFiles next = Changeover.prepare(files);
            next.saveObject("identity.json", Map.of("key", "secret"));
            Changeover.reset(files);
            assertThat(Changeover.finish(files)).isEqualTo(Changeover.Outcome.RESET);
            try (var paths = Files.walk(folder.path())) {
                assertThat(paths.filter(Files::isRegularFile)
                                .map(path -> path.getFileName().toString()))
                        .containsExactly("lock");
            }
            assertThat(Changeover.finish(files)).isEqualTo(Changeover.Outcome.NOTHING);
        }
    }
}
