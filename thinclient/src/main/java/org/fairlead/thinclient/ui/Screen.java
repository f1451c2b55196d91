package org.fairlead.thinclient.ui;

import org.fairlead.thinclient.model.View;

/** One screen of the kiosk; event thread only. */
interface Screen {
    /** Its name in the status file. */
    String name();

    /** Something about the thin client has changed. */
    void update(View view);
}
