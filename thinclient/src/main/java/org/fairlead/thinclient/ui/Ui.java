package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ScrollPaneConstants;
import javax.swing.SwingUtilities;
import org.fairlead.thinclient.apply.Programs;
import org.fairlead.thinclient.i18n.Words;
import org.fairlead.thinclient.model.ThinClient;

/** What every screen needs: looks, words, the thin client, and the ways to other screens. Event thread only. */
record Ui(
        Theme theme,
        Words words,
        ThinClient client,
        Programs programs,
        RemoteDesk remote,
        Overlay overlay,
        Navigation navigation) {
    /** The ways between screens. */
    interface Navigation {
        void home();

        void settings();

        void tools();

        /** The first start, or another server. */
        void welcome(boolean again);

        /** Another server, with its address filled in. */
        void server(String address);
    }

    String say(String key, Object... arguments) {
        return words.get(key, arguments);
    }

    int px(double design) {
        return theme.px(design);
    }

    Label text(String text, double size, int wrap) {
        return new Label(text, theme.font(size), theme.text, px(wrap));
    }

    Label muted(String text, double size, int wrap) {
        return new Label(text, theme.font(size), theme.muted, px(wrap));
    }

    Label title(String text, double size, int wrap) {
        return new Label(text, theme.bold(size), theme.text, px(wrap));
    }

    Label coloured(String text, double size, Color colour, int wrap) {
        return new Label(text, theme.font(size), colour, px(wrap));
    }

    Component gap(double design) {
        Dimension size = new Dimension(px(design), px(design));
        Box.Filler filler = new Box.Filler(size, size, size);
        filler.setAlignmentX(Component.LEFT_ALIGNMENT);
        return filler;
    }

    JPanel column() {
        JPanel panel = new Snug();
        panel.setOpaque(false);
        panel.setLayout(new BoxLayout(panel, BoxLayout.Y_AXIS));
        panel.setAlignmentX(Component.LEFT_ALIGNMENT);
        return panel;
    }

    JPanel row(int align, Component... parts) {
        JPanel panel = new JPanel(new FlowLayout(align, px(8), 0));
        panel.setOpaque(false);
        panel.setAlignmentX(Component.LEFT_ALIGNMENT);
        for (Component part : parts) {
            panel.add(part);
        }
        panel.setMaximumSize(new Dimension(Integer.MAX_VALUE, panel.getPreferredSize().height));
        return panel;
    }

    JScrollPane scroll(JComponent content, int padding) {
        JPanel holder = new JPanel();
        holder.setOpaque(false);
        holder.setLayout(new BoxLayout(holder, BoxLayout.Y_AXIS));
        int p = px(padding);
        holder.setBorder(BorderFactory.createEmptyBorder(p, p, p, p));
        holder.add(content);
        holder.add(Box.createVerticalGlue());
        JScrollPane scroll = new JScrollPane(
                holder,
                ScrollPaneConstants.VERTICAL_SCROLLBAR_AS_NEEDED,
                ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
        scroll.setBorder(BorderFactory.createEmptyBorder());
        scroll.setOpaque(false);
        scroll.getViewport().setOpaque(false);
        scroll.getVerticalScrollBar().setUnitIncrement(px(24));
        return scroll;
    }

    /** Does something slow elsewhere, then shows its result on the event thread. */
    <T> void background(Callable<T> work, Consumer<T> then, Consumer<Exception> failed) {
        Thread.startVirtualThread(() -> {
            try {
                T result = work.call();
                SwingUtilities.invokeLater(() -> then.accept(result));
            } catch (Exception e) {
                SwingUtilities.invokeLater(() -> failed.accept(e));
            }
        });
    }
}
