package org.fairlead.thinclient.ui;

import java.awt.BorderLayout;
import javax.swing.JComponent;
import javax.swing.JPanel;

/** Title and help on the left, the editor on the right. */
final class SettingRow {
    private SettingRow() {}

    static JPanel row(Ui ui, String title, String help, JComponent editor, int textWidth) {
        JPanel row = new Snug();
        row.setLayout(new BorderLayout(ui.px(24), 0));
        row.setOpaque(false);
        row.setAlignmentX(JComponent.LEFT_ALIGNMENT);
        JPanel words = ui.column();
        words.add(ui.text(title, 15, textWidth));
        if (!help.isEmpty()) {
            words.add(ui.gap(2));
            words.add(ui.muted(help, 13, textWidth));
        }
        row.add(words, BorderLayout.CENTER);
        JPanel holder = ui.column();
        holder.add(editor);
        row.add(holder, BorderLayout.EAST);
        editor.getAccessibleContext().setAccessibleName(title);
        editor.getAccessibleContext().setAccessibleDescription(help);
        return row;
    }
}
