package org.fairlead.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path data;

    @Test
    void aSurvivorOfAKilledServerIsAdoptedWithItsData() {
        EmbeddedPostgres first;
        try (DataFolder folder = DataFolder.take(data)) {
            first = EmbeddedPostgres.start(folder);
            TestDatabase.execute(first.address(), "create table kept (x int)");
        }
        try (DataFolder folder = DataFolder.take(data);
                EmbeddedPostgres second = EmbeddedPostgres.start(folder)) {
            assertThat(second.isAdopted()).isTrue();
            assertThat(second.pid()).isEqualTo(first.pid());
            TestDatabase.execute(second.address(), "insert into kept values (1)");
        }
        assertThat(EmbeddedPostgres.attach(data)).isEmpty();
    }

    @Test
    void aStoppedClusterStartsAgainWithItsDataAndOthersMayAttachWhileItRuns() {
        try (DataFolder folder = DataFolder.take(data)) {
            try (EmbeddedPostgres first = EmbeddedPostgres.start(folder)) {
                assertThat(first.isAdopted()).isFalse();
                TestDatabase.execute(first.address(), "create table kept (x int)");
                assertThat(EmbeddedPostgres.attach(data)).contains(first.address());
            }
            try (EmbeddedPostgres second = EmbeddedPostgres.start(folder)) {
                assertThat(second.isAdopted()).isFalse();
                TestDatabase.execute(second.address(), "insert into kept values (1)");
            }
        }
    }

    @Test
    void aDatabaseThatWasKilledRunsAgainOnItsPort() {
        try (DataFolder folder = DataFolder.take(data);
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            TestDatabase.execute(postgres.address(), "create table kept (x int)");
            long first = postgres.pid();
            postgres.revive();
            assertThat(postgres.pid()).isEqualTo(first);
            ProcessHandle process = ProcessHandle.of(first).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
            postgres.revive();
            assertThat(postgres.pid()).isNotEqualTo(first);
            TestDatabase.execute(postgres.address(), "insert into kept values (1)");
        }
    }

    @Test
    void theProgramsGoToTheDataFolderWhereTheUserHasNoCache() throws Exception {
        Path home = Files.createFile(data.resolve("not-a-folder"));
        Path programs = PostgresBinaries.unpacked(List.of(home.resolve(".cache/fairlead"), data.resolve("programs")));
        assertThat(programs).startsWith(data.resolve("programs"));
        assertThat(programs.resolve("bin/postgres")).isExecutable();
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefusedInOneLine() {
        try (DataFolder folder = DataFolder.take(data)) {
            assertThat(folder.path()).isEqualTo(data);
            assertThatThrownBy(() -> DataFolder.take(data))
                    .isInstanceOf(StoreError.class)
                    .hasMessageContaining("another Fairlead server (process "
                            + ProcessHandle.current().pid() + ")")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void thePasswordIsReadableForTheOwnerOnly() throws Exception {
        try (DataFolder folder = DataFolder.take(data);
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(Files.getPosixFilePermissions(data.resolve("database.password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(postgres.address().toString())
                    .doesNotContain(Files.readString(data.resolve("database.password")));
            assertThat(Set.of(data.toFile().list())).doesNotContain("postgres.initial");
        }
    }
}
