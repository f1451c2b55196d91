package org.fairlead.thinclient.codes;

/** A machine whose clock since its start is driven by a test. */
public final class FakeUptime implements Uptime {
    public long millis = 3_600_000;
    public String boot = "boot-1";

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public String boot() {
        return boot;
    }

    /** The machine starts anew. */
    public void reboot() {
        boot = boot + "+";
        millis = 20_000;
    }
}
