package org.fairlead.thinclient.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path folder;

    @Test
    void aLogKeepsFiveFilesAndTheNewestEntries() {
        EventLog log = new EventLog(folder, CLOCK, 5_000);
        for (int i = 0; i < 200; i++) {
            log.add(EventLog.Severity.INFO, "test", "entry " + i);
        }
        assertThat(folder.toFile().list()).hasSize(5);
        assertThat(log.entries().getLast().text()).isEqualTo("entry 199");
        assertThat(log.entries()).hasSizeLessThan(200).isNotEmpty();
    }

    @Test
    void theAuditChainSurvivesARestartAndRotation() {
        for (int run = 0; run < 3; run++) {
            AuditLog log = new AuditLog(folder, CLOCK, 10_000);
            for (int i = 0; i < 30; i++) {
                log.add("connected", Map.of("n", i));
            }
            assertThat(log.firstBroken()).isZero();
        }
    }

    @Test
    void aChangedRemovedOrSwappedAuditEntryIsFound() throws Exception {
        AuditLog log = new AuditLog(folder, CLOCK, 1_000_000);
        for (int i = 0; i < 6; i++) {
            log.add("connected", Map.of("n", i));
        }
        Path file = folder.resolve("audit.log");
        List<String> lines = Files.readAllLines(file);
        List<String> changed = new ArrayList<>(lines);
        changed.set(2, changed.get(2).replace("\"n\":2", "\"n\":9"));
        Files.write(file, changed);
        assertThat(log.firstBroken()).isEqualTo(4);
        List<String> removed = new ArrayList<>(lines);
        removed.remove(2);
        Files.write(file, removed);
        assertThat(log.firstBroken()).isEqualTo(3);
        List<String> swapped = new ArrayList<>(lines);
        swapped.add(1, swapped.remove(3));
        Files.write(file, swapped);
        assertThat(log.firstBroken()).isEqualTo(2);
        Files.write(file, lines.subList(0, 5));
        assertThat(log.firstBroken()).isNotZero();
        Files.write(file, lines);
        assertThat(log.firstBroken()).isZero();
    }

    @Test
    void syslogMessagesAreFramedByTheirLengthInOctets() {
        byte[] frame = new SyslogForwarder("касса 1")
                .frame(new SyslogForwarder.Message(
                        CLOCK.instant(), EventLog.Severity.WARNING, false, "сеть", "строка\nвторая"));
        String text = new String(frame, StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        assertThat(Integer.parseInt(text.substring(0, space))).isEqualTo(frame.length - space - 1);
        assertThat(text.substring(space + 1))
                .startsWith("<132>1 2026-01-02T03:04:05Z ")
                .contains("fairlead")
                .endsWith("строка вторая");
    }
}
