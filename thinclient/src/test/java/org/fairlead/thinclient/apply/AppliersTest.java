package org.fairlead.thinclient.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.catalogue.Catalogue;
import org.junit.jupiter.api.Test;

class AppliersTest {
    private static final String TWO_MONITORS = """
            Screen 0: minimum 8 x 8, current 3840 x 1080
            HDMI-1 connected primary 1920x1080+0+0 (normal left inverted right) 527mm x 296mm
               1920x1080     60.00*+
               1280x720      60.00
            DP-1 connected 1920x1080+1920+0 (normal left inverted right) 527mm x 296mm
               1920x1080     60.00*+
            DP-2 disconnected (normal left inverted right)
               800x600     60.00
            """;

    private final Catalogue catalogue = Catalogue.load();

    private Map<String, Object> with(Object... pairs) {
        Map<String, Object> values = new HashMap<>(catalogue.defaults());
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return values;
    }

    private static FakePrograms answering(String output) {
        return new FakePrograms((program, arguments) -> new Programs.Result(true, 0, output));
    }

    @Test
    void layoutsAndKeysGoToSetxkbmapAsSeparateArguments() {
        FakePrograms programs = answering("");
        Outcome outcome = new KeyboardApplier(programs)
                .apply(
                        "language.keyboard",
                        with(
                                "language.keyboard.layouts",
                                List.of("us", "ru"),
                                "language.keyboard.switchKeys",
                                "ctrl-shift"));
        assertThat(outcome).isEqualTo(Outcome.APPLIED);
        assertThat(programs.calls)
                .containsExactly(
                        List.of("setxkbmap", "-layout", "us,ru", "-option", "", "-option", "grp:ctrl_shift_toggle"));
    }

    @Test
    void aMissingProgramIsUnsupportedAndAFailingOneFails() {
        FakePrograms missing =
                new FakePrograms((program, arguments) -> new Programs.Result(false, -1, "xset is not installed"));
        assertThat(new ScreenApplier(missing).apply("power.screen", with()))
                .isEqualTo(new Outcome.Unsupported("xset is not installed"));
        FakePrograms failing =
                new FakePrograms((program, arguments) -> new Programs.Result(true, 1, "cannot open display\nmore"));
        assertThat(new KeyboardApplier(failing).apply("language.keyboard", with()))
                .isEqualTo(new Outcome.Failed("cannot open display"));
    }

    @Test
    void theScreenTurnsOffAfterTheMinutesOrNever() {
        FakePrograms programs = answering("");
        ScreenApplier applier = new ScreenApplier(programs);
        applier.apply("power.screen", with("power.screen.offAfter", "5"));
        applier.apply("power.screen", with("power.screen.offAfter", "never"));
        assertThat(programs.calls)
                .containsExactly(
                        List.of("xset", "s", "300", "300"),
                        List.of("xset", "+dpms", "dpms", "300", "300", "300"),
                        List.of("xset", "s", "0", "0"),
                        List.of("xset", "-dpms"));
    }

    @Test
    void twoMonitorsStandAsTheSettingsSay() {
        FakePrograms programs = answering(TWO_MONITORS);
        ScreenApplier applier = new ScreenApplier(programs);
        Map<String, Object> values = with(
                "monitors.layout.arrangement", "above",
                "monitors.primary.resolution", "1280x720",
                "monitors.primary.rotation", "90");
        assertThat(applier.apply("monitors.layout", values)).isEqualTo(Outcome.APPLIED);
        assertThat(applier.apply("monitors.primary", values)).isEqualTo(Outcome.APPLIED);
        assertThat(programs.calls)
                .contains(
                        List.of("xrandr", "--output", "DP-1", "--auto", "--above", "HDMI-1"),
                        List.of(
                                "xrandr",
                                "--output",
                                "HDMI-1",
                                "--mode",
                                "1280x720",
                                "--rotate",
                                "right",
                                "--primary"));
    }

    @Test
    void aResolutionThatTheMonitorLacksFailsWithAReason() {
        ScreenApplier applier = new ScreenApplier(answering(TWO_MONITORS));
        assertThat(applier.apply("monitors.primary", with("monitors.primary.resolution", "3840x2160")))
                .isEqualTo(new Outcome.Failed("the monitor does not offer 3840x2160"));
    }

    @Test
    void everyBlockOfTheCatalogueGetsAnAnswer() {
        FakePrograms programs = answering(TWO_MONITORS);
        Appliers appliers = new Appliers(
                catalogue,
                List.of(
                        new ProgramApplier(programs),
                        new KeyboardApplier(programs),
                        new ScreenApplier(programs),
                        new NetworkApplier(new NetworkApplierTest.FakeManager()),
                        new ClockApplier(programs, new ServerTime(), InstantSource.system())));
        List<Up.BlockResult> results = appliers.apply(with());
        assertThat(results).hasSameSizeAs(catalogue.blocks());
        assertThat(results)
                .filteredOn(result -> result.state() == Up.BlockResult.State.FAILED)
                .isEmpty();
    }

    @Test
    void theServersTimeIsSetOnceItIsKnownAndOnlyThen() {
        FakePrograms programs = answering("");
        ServerTime server = new ServerTime();
        ClockApplier applier = new ClockApplier(programs, server, () -> Instant.ofEpochSecond(1000));
        assertThat(applier.apply("datetime.clock", with()))
                .isEqualTo(new Outcome.Unsupported("no server has told the time yet"));
        assertThat(programs.calls).isEmpty();

        assertThat(server.heard(-5000)).isTrue();
        assertThat(applier.apply("datetime.clock", with())).isEqualTo(Outcome.APPLIED);
        assertThat(String.join(" ", programs.calls.getLast())).endsWith("SetTime xbb 995000000 false false");
        applier.apply("datetime.clock", with());
        assertThat(programs.calls).filteredOn(call -> call.contains("SetTime")).hasSize(1);
    }

    @Test
    void aDifferenceBelowTwoSecondsLeavesTheClockAlone() {
        ServerTime server = new ServerTime();
        assertThat(server.heard(0)).isTrue();
        assertThat(server.heard(1999)).isFalse();
        assertThat(server.take()).isZero();
        assertThat(server.heard(2000)).isTrue();
        assertThat(server.take()).isEqualTo(2000);
    }

    @Test
    void theServersTimeWithoutTimedatedIsUnsupported() {
        ServerTime server = new ServerTime();
        server.heard(0);
        FakePrograms programs = new FakePrograms((program, arguments) ->
                new Programs.Result(true, 1, "Failed to connect to bus: No such file or directory"));
        assertThat(new ClockApplier(programs, server, InstantSource.system()).apply("datetime.clock", with()))
                .isEqualTo(new Outcome.Unsupported("no timedated on this system"));
    }

    @Test
    void remoteDesktopsAreAppliedOnlyWhenEveryFieldIsActedOn() {
        ProgramApplier applier = new ProgramApplier(answering(""));
        assertThat(applier.apply("connections.rdp", desktops(Map.of()))).isEqualTo(Outcome.APPLIED);
        assertThat(applier.apply("connections.rdp", desktops(Map.of("certificates", "ask"))))
                .isEqualTo(Outcome.APPLIED);
        assertThat(applier.apply("connections.rdp", desktops(Map.of("broker", true))))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(applier.apply("connections.rdp", desktops(Map.of("broker", true, "collection", "farm"))))
                .isEqualTo(Outcome.APPLIED);
        assertThat(applier.apply("connections.rdp", desktops(Map.of("autoStart", true))))
                .isEqualTo(Outcome.APPLIED);
        assertThat(applier.apply("connections.rdp", desktops(Map.of("autoStart", true), Map.of("autoStart", true))))
                .isInstanceOf(Outcome.Failed.class);
        FakePrograms nothing = new FakePrograms((program, arguments) -> new Programs.Result(false, -1, "")) {
            @Override
            public boolean has(Program program) {
                return false;
            }
        };
        assertThat(new ProgramApplier(nothing).apply("connections.rdp", desktops(Map.of())))
                .isEqualTo(new Outcome.Unsupported("xfreerdp is not installed"));
        assertThat(new ProgramApplier(nothing).apply("connections.rdp", desktops()))
                .isEqualTo(Outcome.APPLIED);
    }

    @SafeVarargs
    private Map<String, Object> desktops(Map<String, Object>... entries) {
        return with("connections.rdp.list", List.of(entries));
    }

    @Test
    void whatThisVersionLacksIsNeverCalledApplied() {
        ProgramApplier applier = new ProgramApplier(answering(""));
        assertThat(applier.apply("connections.basis", with("connections.basis.address", "vdi")))
                .isInstanceOf(Outcome.Unsupported.class);
    }
}
