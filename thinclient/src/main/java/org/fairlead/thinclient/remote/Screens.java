package org.fairlead.thinclient.remote;

import org.fairlead.rdp.host.ScreenSource;

/** The device's display. */
public interface Screens {
    /** Pixels each way. */
    record Size(int width, int height) {}

    /** How large the screen is, without a look at it. */
    Size size();

    /** The screen's pixels from now on. */
    ScreenSource open();

    /** The way for input. */
    Player.Keyboard keyboard();

    /** Has the calling thread and those that it starts yield to the user's own work. */
    void yieldToUser();
}
