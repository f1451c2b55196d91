package org.fairlead.thinclient.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.Down;
import org.fairlead.thinclient.state.CommandJournal;
import org.fairlead.thinclient.state.RealDisk;
import org.fairlead.thinclient.state.SafeFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandRunnerTest implements CommandRunner.Host {
    private final List<String> done = new ArrayList<>();
    private final List<String> results = new ArrayList<>();

    @TempDir
    Path folder;

    private CommandRunner runner() {
        return new CommandRunner(
                new CommandJournal(new SafeFiles(new RealDisk(), folder)),
                this,
                (command, state, reason) -> results.add(command + " " + state + (reason == null ? "" : " " + reason)),
                notice -> done.add("notice " + notice.text()));
    }

    @Test
    void aCommandThatComesTwiceIsDoneOnceAlsoAfterARestart() {
        Down.Order order = new Down.Order("c1", "message", Map.of("text", "hello"), 0);
        runner().run(order);
        runner().run(order);
        assertThat(done).containsExactly("notice hello", "message hello");
        assertThat(results).containsExactly("c1 RUNNING", "c1 SUCCEEDED", "c1 SUCCEEDED");
    }

    @Test
    void aRestartSucceedsWhenTheProgramRunsAgain() {
        runner().run(new Down.Order("c2", "restart", Map.of(), 0));
        assertThat(results).containsExactly("c2 RUNNING");
        runner().finishAfterStart();
        assertThat(results).containsExactly("c2 RUNNING", "c2 SUCCEEDED");
    }

    @Test
    void whatTheMachineCannotDoIsUnsupportedWithItsReason() {
        runner().run(new Down.Order("c3", "shut-down", Map.of(), 0));
        runner().run(new Down.Order("c4", "dance", Map.of(), 0));
        assertThat(results)
                .containsExactly(
                        "c3 RUNNING",
                        "c3 UNSUPPORTED no power switch",
                        "c4 RUNNING",
                        "c4 UNSUPPORTED this version does not know the command");
    }

    @Test
    void aMessageHasAtMostAThousandCharacters() {
        runner().run(new Down.Order("c5", "message", Map.of("text", "я".repeat(1000)), 0));
        runner().run(new Down.Order("c6", "message", Map.of("text", "я".repeat(1001)), 0));
        assertThat(results).contains("c5 SUCCEEDED", "c6 FAILED no text, or more than 1000 characters");
    }

    @Override
    public String restart() {
        return null;
    }

    @Override
    public String shutDown() {
        return "no power switch";
    }

    @Override
    public void synchronise() {
        done.add("synchronise");
    }

    @Override
    public void message(String text) {
        done.add("message " + text);
    }
}
