package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.SocketClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that leave, or stay and say nothing, at every step of the way in. */
@Timeout(240)
class AbandonedTest {
    private static final int CYCLES = 100;

    @TempDir
    private static Path folder;

    private static TlsIdentity identity;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.generate("test", Instant.now());
    }

    private static LiveServer live() throws Exception {
        return new LiveServer(ServerOptions.of(identity, 640, 480));
    }

    /** The server's threads whose names begin so, virtual ones too; the one that accepts is always among them. */
    private static long threads(String name) {
        try {
            Path dump = folder.resolve("threads");
            Files.deleteIfExists(dump);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            try (var lines = Files.lines(dump)) {
                return lines.filter(line -> line.matches("#\\d+ \"" + name + ".*"))
                        .count();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sockets this process holds: a thread that is blocked on a closed one still does. */
    private static long sockets() {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(AbandonedTest::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static void cycles(LiveServer live, Step step, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (SocketClient client = live.client("127.0.0." + (1 + i % 4))) {
                step.reach(client);
                if (i % 2 == 0) client.cut();
            }
            LiveServer.waitFor(() -> live.server.connections() < Antechamber.PER_ADDRESS);
        }
        LiveServer.waitFor(() -> live.server.connections() == 0);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aHundredClientsThatLeaveLeaveNothingBehind(Step step) throws Exception {
        try (LiveServer live = live()) {
            cycles(live, step, 2);
            LiveServer.waitFor(() -> threads("rdp-") == 1);
            long before = sockets();
            cycles(live, step, CYCLES);
            LiveServer.waitFor(() -> threads("rdp-") == 1);
            LiveServer.waitFor(() -> sockets() <= before);
        }
    }

    @Test
    void whoStaysAndSaysNothingIsCutOffAndHoldsUpNobody() throws Exception {
        List<SocketClient> silent = new ArrayList<>();
        try (LiveServer live = live()) {
            for (int address = 2; address <= 13; address++)
                for (int i = 0; i < Antechamber.PER_ADDRESS; i++)
                    silent.add(stopping(live, address, Step.values()[silent.size() % Step.AUTHENTICATED.ordinal()]));
            assertThat(live.server.connections()).isLessThanOrEqualTo(Antechamber.ALL);
            assertThat(threads("rdp-reader")).isLessThanOrEqualTo(Antechamber.ALL);
            // these have the password and go no further; that one never ends its first message
            for (Step step : List.of(Step.AUTHENTICATED, Step.JOINED, Step.TOLD_WHO))
                silent.add(stopping(live, 14, step));
            SocketClient slow = stopping(live, 15, Step.TLS);
            silent.add(slow);
            // the right password works in the middle of it, and the session goes on when all of them are gone
            try (SocketClient good = live.session()) {
                live.happens("connected 1");
                slow.trickle();
                LiveServer.waitFor(() -> live.server.connections() == 1);
                assertThat(good.isOpen()).isTrue();
                assertThat(live.happenings).isEmpty();
            }
            live.happens("closed 1 CLIENT");
        } finally {
            for (SocketClient client : silent) client.close();
        }
    }

    /** A client that stops at a step, or that the server turns away before because its address has its share. */
    private static SocketClient stopping(LiveServer live, int address, Step step) throws Exception {
        SocketClient client = live.client("127.0.0." + address);
        try {
            step.reach(client);
        } catch (AssertionError | IOException turnedAway) {
            client.close();
        }
        return client;
    }
}
