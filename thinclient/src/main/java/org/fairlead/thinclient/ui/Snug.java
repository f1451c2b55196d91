package org.fairlead.thinclient.ui;

import java.awt.Dimension;
import javax.swing.JPanel;

/** A panel that may grow in width but never in height. */
class Snug extends JPanel {
    private static final long serialVersionUID = 1L;

    @Override
    public Dimension getMaximumSize() {
        return new Dimension(super.getMaximumSize().width, getPreferredSize().height);
    }
}
