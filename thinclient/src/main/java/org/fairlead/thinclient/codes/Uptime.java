package org.fairlead.thinclient.codes;

/** How long the machine has been on, with the time that it slept; nobody can set it. */
public interface Uptime {
    /** Milliseconds since the start of the system. */
    long millis();

    /** Changes at each start of the system; empty where the system has no such number. */
    String boot();
}
