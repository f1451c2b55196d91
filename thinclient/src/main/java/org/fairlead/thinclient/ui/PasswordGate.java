package org.fairlead.thinclient.ui;

import java.awt.FlowLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.swing.JPasswordField;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.state.Values;

/** Asks for the local password where there is one; five wrong ones close the gate for a quarter of an hour. */
final class PasswordGate {
    static final int ATTEMPTS = 5;
    private static final long WAIT_NANOS = 15L * 60 * 1_000_000_000;
    private int wrong;
    private long closedAt;

    /** Goes on at once when no password is set. */
    void pass(Ui ui, View view, Runnable then) {
        String password = Values.text(view.values(), "access.password.value");
        if (password.isEmpty()) {
            then.run();
            return;
        }
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), Icon.LOCK, ui.say("settings.password.title"), ui.theme().accent, 20));
        card.add(ui.gap(8));
        card.add(ui.text(ui.say("settings.password.text"), 16, 460));
        card.add(ui.gap(12));
        JPasswordField input = new JPasswordField(24);
        input.setFont(ui.theme().font(18));
        input.setAlignmentX(java.awt.Component.LEFT_ALIGNMENT);
        card.add(input);
        Label problem = ui.coloured("", 14, ui.theme().critical, 460);
        card.add(ui.gap(6));
        card.add(problem);
        card.add(ui.gap(16));
        Runnable check = () -> {
            if (!open()) {
                problem.text(ui.say("settings.password.wait"));
            } else if (matches(password, new String(input.getPassword()))) {
                wrong = 0;
                ui.overlay().close();
                then.run();
            } else {
                wrong++;
                closedAt = System.nanoTime();
                problem.text(
                        wrong >= ATTEMPTS
                                ? ui.say("settings.password.wait")
                                : ui.say("settings.password.wrong", ATTEMPTS - wrong));
                input.setText("");
            }
        };
        input.addActionListener(event -> check.run());
        Btn cancel = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.cancel"), ui.overlay()::close);
        Btn ok = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("button.ok"), check);
        card.add(ui.row(FlowLayout.RIGHT, cancel, ok));
        ui.overlay().show("password", card, input);
    }

    private boolean open() {
        if (wrong < ATTEMPTS) {
            return true;
        }
        if (System.nanoTime() - closedAt > WAIT_NANOS) {
            wrong = 0;
            return true;
        }
        return false;
    }

    private static boolean matches(String expected, String typed) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), typed.getBytes(StandardCharsets.UTF_8));
    }
}
