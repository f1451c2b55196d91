package org.fairlead.thinclient.remote;

/** What an administrator sees. */
public enum Scene {
    /** A drawn page: the user has not answered. */
    WAITING,
    /** The screen of the device. */
    SCREEN,
    /** A drawn page: the user works in a session of his own. */
    PRIVATE,
    /** A drawn page: the user has paused the sharing. */
    PAUSED,
    /** A drawn page: somebody else is connected already. */
    BUSY
}
