package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GridBagLayout;
import java.awt.KeyboardFocusManager;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import javax.swing.AbstractAction;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/** Questions and messages over the screen: the screen is dimmed, the keyboard stays in the dialog. */
final class Overlay extends JPanel {
    private static final long serialVersionUID = 1L;
    private transient @Nullable Runnable changed;
    private @Nullable String name;
    private transient @Nullable Component before;
    private String problem = "";

    Overlay() {
        super(new GridBagLayout());
        setOpaque(false);
        setVisible(false);
        setFocusCycleRoot(true);
        addMouseListener(new MouseAdapter() {});
        getInputMap(WHEN_ANCESTOR_OF_FOCUSED_COMPONENT).put(KeyStroke.getKeyStroke(KeyEvent.VK_ESCAPE, 0), "close");
        getActionMap().put("close", new AbstractAction() {
            private static final long serialVersionUID = 1L;

            @Override
            public void actionPerformed(ActionEvent event) {
                close();
            }
        });
    }

    void onChange(Runnable listener) {
        changed = listener;
    }

    /** What is open, for the status file. */
    @Nullable
    String open() {
        return name;
    }

    /** The problem that the dialog tells, for the status file; empty when there is none. */
    String problem() {
        return problem;
    }

    void problem(String text) {
        if (!text.equals(problem)) {
            problem = text;
            tell();
        }
    }

    void show(String dialog, JComponent content, @Nullable Component focus) {
        if (name == null) {
            before = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
        }
        name = dialog;
        problem = "";
        removeAll();
        add(content);
        setVisible(true);
        revalidate();
        repaint();
        if (focus != null) {
            SwingUtilities.invokeLater(focus::requestFocusInWindow);
        }
        tell();
    }

    void close() {
        name = null;
        problem = "";
        setVisible(false);
        removeAll();
        Component back = before;
        before = null;
        if (back != null) {
            back.requestFocusInWindow(); // the keyboard goes on where the dialog was opened
        }
        tell();
    }

    /** Title, text and one button. */
    void message(Ui ui, String dialog, Icon icon, String title, String text) {
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), icon, title, ui.theme().accent, 20));
        card.add(ui.gap(12));
        card.add(ui.text(text, 18, 560));
        card.add(ui.gap(24));
        Btn ok = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("button.ok"), this::close);
        card.add(ui.row(java.awt.FlowLayout.RIGHT, ok));
        Dimension size = card.getPreferredSize();
        card.setPreferredSize(new Dimension(Math.max(size.width, ui.px(480)), size.height));
        show(dialog, card, ok);
    }

    private void tell() {
        Runnable listener = changed;
        if (listener != null) {
            listener.run();
        }
    }

    @Override
    protected void paintComponent(Graphics g) {
        g.setColor(new Color(6, 18, 20, 140));
        g.fillRect(0, 0, getWidth(), getHeight());
    }
}
