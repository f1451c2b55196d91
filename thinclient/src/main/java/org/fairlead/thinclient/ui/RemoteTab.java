package org.fairlead.thinclient.ui;

import java.awt.Dimension;
import java.awt.FlowLayout;
import java.util.List;
import java.util.Objects;
import javax.swing.JPanel;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.remote.Invitation;
import org.fairlead.thinclient.remote.RemoteManagement;
import org.fairlead.thinclient.state.Values;

/** The tool for remote management: who is here, and on a device without a server the way to let somebody in once. */
final class RemoteTab {
    private final Ui ui;
    private final View view;
    private final PasswordGate gate;

    RemoteTab(Ui ui, View view, PasswordGate gate) {
        this.ui = ui;
        this.view = view;
        this.gate = gate;
    }

    List<Card> cards() {
        Card now = card();
        now.add(RemoteCard.of(ui, () -> {}));
        if (view.identity() != null) {
            return List.of(now);
        }
        return List.of(now, invitation());
    }

    private Card card() {
        Card card = new Card(ui.theme(), 20);
        card.setMaximumSize(new Dimension(ui.px(960), Integer.MAX_VALUE));
        return card;
    }

    private Card invitation() {
        Card card = card();
        card.add(ui.title(ui.say("invite.title"), 17, 760));
        card.add(ui.gap(4));
        Invitation made = ui.remote().invitation();
        if (Values.text(view.values(), "remote.access.mode").equals("deny")) {
            card.add(ui.muted(ui.say("invite.denied"), 15, 760));
        } else if (made == null || made.password().isEmpty()) {
            card.add(ui.muted(ui.say("invite.text"), 15, 760));
            card.add(ui.gap(14));
            card.add(ui.row(
                    FlowLayout.LEFT,
                    new Btn(
                            ui.theme(),
                            Btn.Kind.PRIMARY,
                            Icon.REMOTE,
                            ui.say("invite.button"),
                            () -> gate.pass(ui, view, this::invite))));
        } else {
            made(card, made);
        }
        return card;
    }

    private void invite() {
        RemoteManagement management = ui.remote().management();
        ui.background(
                () -> Objects.requireNonNullElse(management.invite(), ""),
                why -> {
                    if (!why.isEmpty()) {
                        failed(why);
                    }
                },
                error -> failed(String.valueOf(error.getMessage())));
    }

    private void failed(String why) {
        ui.overlay().message(ui, "invite-failed", Icon.ALERT, ui.say("invite.title"), ui.say("invite.failed", why));
    }

    private void made(Card card, Invitation made) {
        long minutes = Math.max(1, (made.until() - RemoteManagement.now() + 59_999) / 60_000);
        card.add(ui.muted(ui.words().count("invite.made", minutes), 15, 760));
        card.add(ui.gap(14));
        fact(card, "invite.address", addresses(made), false);
        fact(card, "invite.user", made.user(), false);
        fact(card, "invite.password", groups(made.password()), true);
        card.add(ui.gap(4));
        card.add(ui.muted(ui.say("invite.spaces"), 14, 760));
        card.add(ui.gap(14));
        card.add(ui.row(
                FlowLayout.LEFT,
                new Btn(
                        ui.theme(),
                        Btn.Kind.SECONDARY,
                        Icon.CLOSE,
                        ui.say("invite.withdraw"),
                        ui.remote().management()::withdrawInvitation)));
    }

    private String addresses(Invitation made) {
        String port = made.port() == 3389 ? "" : ":" + made.port();
        return made.addresses().isEmpty()
                ? "—"
                : String.join(
                        "\n",
                        made.addresses().stream()
                                .map(address -> (address.contains(":") ? "[" + address + "]" : address) + port)
                                .toList());
    }

    private void fact(Card card, String key, String value, boolean large) {
        JPanel row = ui.column();
        row.add(ui.muted(ui.say(key), 14, 600));
        row.add(ui.gap(2));
        row.add(new Label(value, ui.theme().mono(large ? 26 : 18), ui.theme().text, ui.px(760)));
        row.add(ui.gap(10));
        card.add(row);
    }

    /** Groups of four are easier to say aloud; none of the characters looks like another. */
    static String groups(String password) {
        return password.replaceAll("(.{4})(?!$)", "$1 ");
    }
}
