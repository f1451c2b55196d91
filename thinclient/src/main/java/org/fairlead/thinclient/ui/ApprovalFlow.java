package org.fairlead.thinclient.ui;

import java.awt.FlowLayout;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.fairlead.thinclient.codes.Answered;
import org.fairlead.thinclient.codes.Asked;
import org.fairlead.thinclient.model.Guarded;

/**
 * Leads a user through a guarded action: with an administrator's code where the device is in a group, else after an
 * ordinary confirmation. Event thread only.
 */
final class ApprovalFlow {
    private final Ui ui;
    private final Guarded.Wish wish;
    private final String what;
    private final Runnable done;

    /** What says in one or two sentences what will happen; done runs when it has happened and the user has seen it. */
    ApprovalFlow(Ui ui, Guarded.Wish wish, String what, Runnable done) {
        this.ui = ui;
        this.wish = wish;
        this.what = what;
        this.done = done;
    }

    Guarded guarded() {
        return ui.client().guarded();
    }

    Ui ui() {
        return ui;
    }

    String what() {
        return what;
    }

    /** Words of this action. */
    String key() {
        return "approval." + wish.action().name().toLowerCase(Locale.ROOT);
    }

    boolean certificate() {
        return wish.serverKey() != null;
    }

    Icon icon() {
        return switch (wish.action()) {
            case CONNECTION -> Icon.SERVER;
            case RESET -> Icon.ALERT;
            case CERTIFICATE -> Icon.SHIELD;
        };
    }

    void start() {
        if (!guarded().needsCode()) {
            confirm();
            return;
        }
        ui.background(() -> guarded().ask(wish), this::asked, this::broken);
    }

    private void asked(Asked asked) {
        switch (asked) {
            case Asked.Open open -> new ApprovalDialog(this, open.pending()).show();
            case Asked.Later later -> problem(ui.say("approval.later", time(later.millis())));
            case Asked.NoKeys none -> problem(ui.say("approval.nokeys"));
        }
    }

    /** Minutes and seconds, or hours and minutes, as a clock shows them. */
    String time(long millis) {
        long seconds = Math.max(0, TimeUnit.MILLISECONDS.toSeconds(millis + 999));
        return seconds >= 3600
                ? String.format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format("%d:%02d", seconds / 60, seconds % 60);
    }

    private void confirm() {
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), icon(), ui.say(key() + ".title"), ui.theme().warning, 22));
        card.add(ui.gap(12));
        card.add(ui.text(what, 17, 600));
        card.add(ui.gap(24));
        Btn cancel = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.cancel"), ui.overlay()::close);
        Btn go = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say(key() + ".do"), () -> {
            working();
            ui.background(() -> guarded().actAlone(wish), this::ended, this::broken);
        });
        card.add(ui.row(FlowLayout.RIGHT, cancel, go));
        ui.overlay().show("confirm:" + wish.action().name().toLowerCase(Locale.ROOT), card, cancel);
    }

    /** Shows that the action runs. */
    void working() {
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), icon(), ui.say(key() + ".working"), ui.theme().accent, 20));
        ui.overlay().show("working", card, null);
    }

    /** Shows how the action ended. */
    void ended(Answered answer) {
        switch (answer) {
            case Answered.Done ignored when wish.action() == org.fairlead.protocol.codes.CodeAction.RESET -> working();
            case Answered.Done ignored -> {
                Card card = new Card(ui.theme(), 28);
                card.add(new Line(ui.theme(), Icon.CHECK, ui.say(key() + ".done"), ui.theme().ok, 22));
                card.add(ui.gap(24));
                Btn ok = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("button.ok"), () -> {
                    ui.overlay().close();
                    done.run();
                });
                card.add(ui.row(FlowLayout.RIGHT, ok));
                ui.overlay().show("done", card, ok);
            }
            case Answered.Failed failed -> problem(failed(reason(failed.reason())));
            default -> problem(ui.say("approval.none"));
        }
    }

    private String failed(String reason) {
        return ui.say(guarded().needsCode() ? "approval.failed" : "approval.failed.alone", reason);
    }

    private String reason(String reason) {
        int colon = reason.indexOf(": ");
        String key = colon < 0 ? "" : "error." + reason.substring(0, colon);
        return ui.words().has(key) ? ui.say(key, reason.substring(colon + 2)) : ui.say("error.other", reason);
    }

    void broken(Exception error) {
        problem(failed(String.valueOf(error.getMessage())));
    }

    private void problem(String text) {
        ui.overlay().message(ui, "problem", Icon.ALERT, ui.say(key() + ".title"), text);
        ui.overlay().problem(text);
    }
}
