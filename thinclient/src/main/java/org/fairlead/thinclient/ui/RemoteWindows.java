package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.function.Supplier;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JWindow;
import javax.swing.SwingUtilities;
import javax.swing.Timer;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.remote.Input;
import org.fairlead.thinclient.remote.RemoteManagement;
import org.fairlead.thinclient.remote.Scene;
import org.fairlead.thinclient.remote.Sharing;
import org.fairlead.thinclient.x11.DisplayException;
import org.fairlead.thinclient.x11.ScreenFrame;
import org.jspecify.annotations.Nullable;

/**
 * What the user sees of remote management, above everything else: the question, a sign with buttons while an administrator
 * is here, and a coloured line around the screen while it is shared. Event thread only.
 */
final class RemoteWindows {
    private static final int SHARED = 0xEA580C;
    private static final double LINE = 5;
    private static final int ON_TOP_MILLIS = 500;

    private final RemoteDesk desk;
    private final String display;
    private final Supplier<Ui> looks;
    private final JFrame owner;
    private final Timer timer = new Timer(ON_TOP_MILLIS, event -> tick());
    private @Nullable JWindow question;
    private @Nullable Label countdown;
    private final RemoteSign sign;
    private @Nullable ScreenFrame line;

    RemoteWindows(RemoteDesk desk, String display, Supplier<Ui> looks, JFrame owner, RemoteSign.Room room) {
        this.desk = desk;
        this.display = display;
        this.looks = looks;
        this.owner = owner;
        this.sign = new RemoteSign(desk, owner, room, this::window);
        desk.watch(this::update);
    }

    private void update() {
        redraw();
        if (desk.sharing() == null) {
            timer.stop();
        } else {
            timer.start();
        }
    }

    /** Draws everything again, in another language or size. */
    void redraw() {
        closeQuestion();
        sign.close();
        Sharing now = desk.sharing();
        if (now != null && now.asking()) {
            question = ask(now, false);
        } else if (now != null) {
            sign.show(looks.get(), now);
            if (now.asksForSession()) {
                question = ask(now, true);
            }
        }
        line(now != null && now.scene() == Scene.SCREEN);
        tick();
    }

    void close() {
        timer.stop();
        closeQuestion();
        sign.close();
        line(false);
    }

    private void closeQuestion() {
        JWindow open = question;
        question = null;
        countdown = null;
        if (open != null) {
            open.dispose();
        }
    }

    private void line(boolean wanted) {
        ScreenFrame open = line;
        if (wanted && open == null) {
            try {
                line = ScreenFrame.show(display, SHARED, Math.max(3, looks.get().px(LINE)));
            } catch (DisplayException e) {
                // a screen that cannot be marked as shared is not shared
                looks.get().client().log(EventLog.Severity.ERROR, "remote", String.valueOf(e.getMessage()));
                desk.management().answer(Input.Answer.TERMINATE);
            }
        } else if (!wanted && open != null) {
            open.close();
            line = null;
        }
    }

    private void tick() {
        Sharing now = desk.sharing();
        Label left = countdown;
        if (now != null && left != null) {
            long seconds = Math.max(0, (now.deadline() - RemoteManagement.now() + 999) / 1000);
            String key = now.automatic() ? "remote.ask.automatic" : "remote.ask.request";
            left.text(looks.get().words().count(key, seconds));
        }
        sign.toFront();
        if (question != null) {
            question.toFront();
        }
    }

    private JWindow ask(Sharing now, boolean session) {
        Ui ui = looks.get();
        String key = session ? "remote.ask.session" : "remote.ask";
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), Icon.REMOTE, ui.say(key + ".title"), ui.theme().accent, 22));
        card.add(ui.gap(14));
        card.add(ui.title(RemoteCard.who(ui, now), 17, 600));
        if (!now.administrator().isEmpty()) {
            card.add(ui.gap(4));
            card.add(ui.muted(ui.say("remote.ask.console", now.administrator()), 15, 600));
        }
        card.add(ui.gap(14));
        card.add(ui.text(ui.say(key + ".sees"), 17, 600));
        card.add(ui.gap(6));
        card.add(ui.text(ui.say(key + ".hidden"), 17, 600));
        if (!session) {
            card.add(ui.gap(14));
            Label left = ui.muted("", 16, 600);
            card.add(left);
            countdown = left;
        }
        card.add(ui.gap(22));
        Btn no = button(ui, ui.say(key + ".no"), session ? Input.Answer.DENY_SESSION : Input.Answer.DENY, Icon.CLOSE);
        Btn yes =
                button(ui, ui.say(key + ".yes"), session ? Input.Answer.ALLOW_SESSION : Input.Answer.ALLOW, Icon.CHECK);
        int width = Math.max(no.getPreferredSize().width, yes.getPreferredSize().width);
        JPanel buttons = ui.row(FlowLayout.RIGHT, wide(no, width), wide(yes, width));
        card.add(buttons);
        tickInto(ui, now);
        JWindow window = window(card);
        Rectangle screen = owner.getBounds();
        window.setLocation(
                screen.x + (screen.width - window.getWidth()) / 2, screen.y + (screen.height - window.getHeight()) / 2);
        // a click must not bring the kiosk before the session that the user works in
        window.setFocusableWindowState(!session && owner.isActive());
        window.setVisible(true);
        window.toFront();
        SwingUtilities.invokeLater(() -> {
            if (!session && owner.isActive()) {
                no.requestFocus(); // not while the user types into a session: what he means for it would answer
            }
        });
        return window;
    }

    private void tickInto(Ui ui, Sharing now) {
        Label left = countdown;
        if (left != null) {
            String key = now.automatic() ? "remote.ask.automatic" : "remote.ask.request";
            left.text(ui.words().count(key, 100));
        }
    }

    private Btn button(Ui ui, String text, Input.Answer answer, Icon icon) {
        return new Btn(
                ui.theme(),
                Btn.Kind.SECONDARY,
                icon,
                text,
                () -> desk.management().answer(answer));
    }

    private static Component wide(Btn button, int width) {
        JPanel holder = new JPanel(new java.awt.BorderLayout());
        holder.setOpaque(false);
        holder.add(button);
        holder.setPreferredSize(new Dimension(width, button.getPreferredSize().height));
        return holder;
    }

    private JWindow window(JComponent content) {
        JWindow window = new JWindow(owner);
        window.setType(Window.Type.POPUP); // or the window manager lifts the kiosk with it over the user's session
        window.setAlwaysOnTop(true);
        window.setBackground(looks.get().theme().background);
        JPanel edge = new JPanel(new java.awt.BorderLayout());
        edge.setBackground(looks.get().theme().surface);
        edge.setBorder(javax.swing.BorderFactory.createLineBorder(
                new Color(SHARED), Math.max(2, looks.get().px(2))));
        edge.add(content);
        window.setContentPane(edge);
        window.pack();
        return window;
    }
}
