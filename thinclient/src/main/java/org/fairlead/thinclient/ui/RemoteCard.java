package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.FlowLayout;
import java.time.Duration;
import java.time.Instant;
import javax.swing.JPanel;
import org.fairlead.thinclient.remote.Input;
import org.fairlead.thinclient.remote.Scene;
import org.fairlead.thinclient.remote.Sharing;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Who manages the device now, with the buttons to stop it; the same in the bar, in the connection panel and among the tools. */
final class RemoteCard {
    private static final int WIDTH = 420;

    private RemoteCard() {}

    /** The content of a card; done is called after a button was pressed. */
    static JPanel of(Ui ui, Runnable done) {
        JPanel column = ui.column();
        Sharing now = ui.remote().sharing();
        if (now == null) {
            column.add(new Line(ui.theme(), Icon.REMOTE, ui.say("remote.nobody"), ui.theme().muted, 17));
            column.add(ui.gap(6));
            column.add(ui.muted(mode(ui), 15, WIDTH));
            return column;
        }
        column.add(new Line(ui.theme(), Icon.REMOTE, ui.say(title(now.scene())), colour(ui, now.scene()), 17));
        column.add(ui.gap(6));
        column.add(ui.text(who(ui, now), 15, WIDTH));
        if (!now.administrator().isEmpty()) {
            column.add(ui.gap(4));
            column.add(ui.muted(ui.say("remote.ask.console", now.administrator()), 14, WIDTH));
        }
        column.add(ui.gap(4));
        column.add(ui.muted(since(ui, now), 14, WIDTH));
        column.add(ui.gap(14));
        column.add(ui.row(FlowLayout.LEFT, buttons(ui, now, done)));
        return column;
    }

    /** The colour of what an administrator sees: a warning only while it is the screen. */
    static Color colour(Ui ui, Scene scene) {
        return scene == Scene.SCREEN ? ui.theme().warning : ui.theme().muted;
    }

    static String title(Scene scene) {
        return switch (scene) {
            case SCREEN -> "remote.sign.screen";
            case PAUSED -> "remote.sign.paused";
            case WAITING, BUSY -> "remote.sign.asks";
            case PRIVATE -> "remote.sign.private";
        };
    }

    /** Name and address of who is connected. */
    static String who(Ui ui, Sharing now) {
        String client = now.visitor().client();
        String address = now.visitor().address();
        return client.isBlank()
                ? ui.say("remote.who", now.visitor().user(), address)
                : ui.say("remote.who.client", now.visitor().user(), address, client);
    }

    private static String since(Ui ui, Sharing now) {
        long seconds = Math.max(0, Duration.between(now.since(), Instant.now()).toSeconds());
        return ui.say(
                "remote.since",
                seconds < 60
                        ? ui.words().count("time.seconds", seconds)
                        : ui.words().count("time.minutes", seconds / 60));
    }

    private static Btn[] buttons(Ui ui, Sharing now, Runnable done) {
        if (now.asking()) {
            return new Btn[] {
                button(ui, "remote.ask.no", Icon.CLOSE, Input.Answer.DENY, done),
                button(ui, "remote.ask.yes", Icon.CHECK, Input.Answer.ALLOW, done)
            };
        }
        boolean paused = now.scene() == Scene.PAUSED;
        Btn pause = button(
                ui,
                paused ? "remote.sign.resume" : "remote.sign.pause",
                null,
                paused ? Input.Answer.RESUME : Input.Answer.PAUSE,
                done);
        Btn end = button(ui, "remote.sign.terminate", Icon.CLOSE, Input.Answer.TERMINATE, done);
        return now.mayShowSession()
                ? new Btn[] {button(ui, "remote.sign.show", null, Input.Answer.ALLOW_SESSION, done), pause, end}
                : new Btn[] {pause, end};
    }

    private static Btn button(Ui ui, String key, @Nullable Icon icon, Input.Answer answer, Runnable done) {
        return new Btn(ui.theme(), Btn.Kind.SECONDARY, icon, ui.say(key), () -> {
            ui.remote().management().answer(answer);
            done.run();
        });
    }

    /** What happens to an administrator who connects. */
    private static String mode(Ui ui) {
        var view = ui.client().view();
        String mode = view.identity() == null && ui.remote().invitation() == null
                ? "alone"
                : Values.text(view.values(), "remote.access.mode");
        return ui.say("remote.mode." + (ui.remote().invitation() == null ? mode : "invited"));
    }
}
