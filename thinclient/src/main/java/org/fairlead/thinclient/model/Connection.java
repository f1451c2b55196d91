package org.fairlead.thinclient.model;

/** How the thin client stands to its server. */
public enum Connection {
    /** Works without a server. */
    NONE,
    CONNECTING,
    ONLINE,
    /** Goes on with its last settings. */
    OFFLINE
}
