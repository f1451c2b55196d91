package org.fairlead.thinclient;

import java.util.List;
import java.util.function.Consumer;
import org.fairlead.thinclient.apply.Program;
import org.fairlead.thinclient.apply.Programs;
import org.fairlead.thinclient.model.CommandRunner;
import org.jspecify.annotations.Nullable;

/** Restarts and shuts down through the login manager; a demonstration only restarts its own program. */
record SystemHost(
        Programs programs, boolean demo, Runnable restartProgram, Runnable synchroniseNow, Consumer<String> show)
        implements CommandRunner.Host {
    @Override
    public @Nullable String restart() {
        if (demo) {
            restartProgram.run();
            return null;
        }
        return login("Reboot");
    }

    @Override
    public @Nullable String shutDown() {
        return demo ? "a demonstration leaves the machine on" : login("PowerOff");
    }

    @Override
    public void synchronise() {
        synchroniseNow.run();
    }

    @Override
    public void message(String text) {
        show.accept(text);
    }

    private @Nullable String login(String method) {
        Programs.Result result = programs.run(
                Program.BUSCTL,
                List.of(
                        "--system",
                        "call",
                        "org.freedesktop.login1",
                        "/org/freedesktop/login1",
                        "org.freedesktop.login1.Manager",
                        method,
                        "b",
                        "false"));
        return result.ok() ? null : "no login manager on this system: " + result.reason();
    }
}
