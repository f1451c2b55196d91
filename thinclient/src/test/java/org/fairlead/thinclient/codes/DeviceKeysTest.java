package org.fairlead.thinclient.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.fairlead.thinclient.state.FaultyDisk;
import org.fairlead.thinclient.state.RealDisk;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.StateError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceKeysTest {
    private static final DeviceKeys OLD = new DeviceKeys("1", "acme", 7, List.of(ApprovalsTest.key(1)));
    private static final DeviceKeys NEW =
            new DeviceKeys("2", "acme", 7, List.of(ApprovalsTest.key(1), ApprovalsTest.key(2)));

    @Test
    void theNewestAndTwoOlderEpochsAreKept() {
        DeviceKeys keys = new DeviceKeys(
                "v",
                "acme",
                7,
                List.of(ApprovalsTest.key(3), ApprovalsTest.key(5), ApprovalsTest.key(2), ApprovalsTest.key(4)));
        assertThat(keys.keys()).extracting(DeviceKeys.Key::epoch).containsExactly(5, 4, 3);
        assertThat(keys.newest(DeviceKeys.Kind.DEVICE).orElseThrow().epoch()).isEqualTo(5);
        assertThat(keys.newest(DeviceKeys.Kind.CERTIFICATE)).isEmpty();
    }

    @Test
    void keysAreReadableByTheOwnerOnlyAndGoWithTheGroup(@TempDir Path folder) throws Exception {
        SafeFiles files = new SafeFiles(new RealDisk(), folder);
        NEW.save(files);
        Path file = folder.resolve(DeviceKeys.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(DeviceKeys.load(files)).isEqualTo(NEW);
        DeviceKeys.NONE.save(files);
        assertThat(file).doesNotExist();
        assertThat(DeviceKeys.load(files)).isEqualTo(DeviceKeys.NONE);
    }

    @Test
    void thePowerLeavesTheOldKeysOrTheNew() {
        for (int failAt = 1; failAt <= 4; failAt++) {
            FaultyDisk disk = new FaultyDisk();
            SafeFiles files = new SafeFiles(disk, Path.of("/state"));
            OLD.save(files);
            disk.failAt = disk.steps + failAt;
            try {
                NEW.save(files);
            } catch (StateError powerCut) {
                assertThat(powerCut).hasMessageContaining("power cut");
            }
            assertThat(DeviceKeys.load(new SafeFiles(disk.afterPowerCut(), Path.of("/state"))))
                    .isIn(OLD, NEW);
        }
    }

    @Test
    void aKeyNeverSaysItsSecret() {
        assertThat(NEW.toString()).doesNotContain(ApprovalsTest.key(2).secret());
    }

    @Test
    void theKernelsClockIsReadInMilliseconds() {
        assertThat(BootClock.parse("350735.47 234388.90\n")).isEqualTo(350_735_470);
    }
}
