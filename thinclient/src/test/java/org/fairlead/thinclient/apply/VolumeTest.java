package org.fairlead.thinclient.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeTest {
    @TempDir
    Path folder;

    @Test
    void theMixersMasterIsChangedInStepsOfFivePercent() {
        var programs = new FakePrograms((program, arguments) -> new Programs.Result(true, 0, ""));
        var volume = new Volume(programs);
        volume.quieter();
        volume.louder();
        assertThat(programs.calls)
                .containsExactly(
                        List.of("amixer", "-q", "set", "Master", "5%-"),
                        List.of("amixer", "-q", "set", "Master", "5%+"));
    }

    @Test
    void noShellReadsTheArguments() throws Exception {
        Path made = folder.resolve("made");
        String argument = "$(touch " + made + ")";
        Programs.Result result = new SystemPrograms(":0").run(Program.XRANDR, List.of(argument));
        assertThat(result.output()).contains(argument);
        assertThat(made).doesNotExist();
    }
}
