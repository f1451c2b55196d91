package org.fairlead.thinclient.ui;

import java.awt.Component;
import javax.swing.BorderFactory;
import javax.swing.JTable;
import javax.swing.table.DefaultTableCellRenderer;

/** A cell of a log: plain text, never markup. */
final class PlainCell extends DefaultTableCellRenderer {
    private static final long serialVersionUID = 1L;
    private final int pad;

    PlainCell(Ui ui) {
        this.pad = ui.px(8);
        putClientProperty("html.disable", Boolean.TRUE);
    }

    @Override
    public Component getTableCellRendererComponent(
            JTable table, Object value, boolean selected, boolean focused, int row, int column) {
        super.getTableCellRendererComponent(table, value, selected, false, row, column);
        setBorder(BorderFactory.createEmptyBorder(0, pad, 0, pad));
        setToolTipText(null);
        return this;
    }
}
