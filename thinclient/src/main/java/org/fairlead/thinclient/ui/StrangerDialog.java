package org.fairlead.thinclient.ui;

import java.awt.Dimension;
import java.awt.FlowLayout;
import javax.swing.JComponent;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.state.Identity;

/** The server shows a key that nobody announced: what that means, both fingerprints, and the way on. */
final class StrangerDialog {
    private static final int WIDTH = 700;

    private StrangerDialog() {}

    /** A card for the screen's head; it opens the dialog. */
    static Card card(Ui ui, PasswordGate gate, View view) {
        Card card = new Card(ui.theme(), 20);
        card.add(new Line(ui.theme(), Icon.SHIELD, ui.say("stranger.title"), ui.theme().critical, 18));
        card.add(ui.gap(4));
        card.add(ui.text(ui.say("stranger.short"), 15, 760));
        card.add(ui.gap(12));
        card.add(ui.row(
                FlowLayout.LEFT,
                new Btn(ui.theme(), Btn.Kind.SECONDARY, Icon.SHIELD, ui.say("stranger.details"), () -> {
                    String seen = view.stranger();
                    Identity identity = view.identity();
                    if (seen != null && identity != null) {
                        show(ui, gate, view, identity, seen);
                    }
                })));
        card.setMaximumSize(new Dimension(ui.px(960), Integer.MAX_VALUE));
        return card;
    }

    private static void show(Ui ui, PasswordGate gate, View view, Identity identity, String seen) {
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), Icon.SHIELD, ui.say("stranger.title"), ui.theme().critical, 22));
        card.add(ui.gap(6));
        card.add(ui.muted(identity.gatewayHost() + ":" + identity.gatewayPort(), 15, WIDTH));
        card.add(ui.gap(12));
        card.add(ui.text(ui.say("stranger.text"), 16, WIDTH));
        card.add(ui.gap(16));
        card.add(fingerprint(
                ui,
                "stranger.old",
                identity.pins().isEmpty() ? "" : identity.pins().getFirst()));
        card.add(ui.gap(12));
        card.add(fingerprint(ui, "stranger.new", seen));
        card.add(ui.gap(20));
        Btn close = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("stranger.leave"), ui.overlay()::close);
        boolean code = ui.client().guarded().needsCode();
        Btn go = new Btn(
                ui.theme(),
                Btn.Kind.SECONDARY,
                Icon.KEY,
                ui.say(code ? "stranger.ask" : "stranger.accept"),
                () -> gate.pass(ui, view, () -> ask(ui, seen)));
        card.add(ui.row(FlowLayout.RIGHT, close, go));
        ui.overlay().show("stranger", card, close);
    }

    private static JComponent fingerprint(Ui ui, String title, String pin) {
        Card box = new Card(ui.theme(), 14, ui.theme().raised);
        box.add(ui.muted(ui.say(title), 13, WIDTH));
        box.add(ui.gap(4));
        String[] groups = pin.isEmpty() ? new String[0] : Pem.groups(pin).split(" ", -1);
        for (int row = 0; row * 8 < groups.length; row++) {
            String line = String.join("  ", java.util.Arrays.copyOfRange(groups, row * 8, row * 8 + 8));
            box.add(new Label(line, ui.theme().mono(19), ui.theme().text, ui.px(WIDTH)));
        }
        box.setMaximumSize(new Dimension(ui.px(WIDTH), Integer.MAX_VALUE));
        return box;
    }

    private static void ask(Ui ui, String seen) {
        String short4 =
                String.join(" ", java.util.Arrays.copyOf(Pem.groups(seen).split(" ", -1), 4));
        new ApprovalFlow(
                        ui,
                        ui.client().guarded().certificate(seen),
                        ui.say("approval.certificate.what", short4),
                        ui.navigation()::home)
                .start();
    }
}
