package org.fairlead.thinclient.apply;

import java.util.List;

/** How loud the device is, by ALSA's mixer. */
public final class Volume {
    private final Programs programs;

    public Volume(Programs programs) {
        this.programs = programs;
    }

    /** Whether there is a mixer. */
    public boolean present() {
        return programs.has(Program.AMIXER);
    }

    public Programs.Result quieter() {
        return master("5%-");
    }

    public Programs.Result louder() {
        return master("5%+");
    }

    private Programs.Result master(String change) {
        return programs.run(Program.AMIXER, List.of("-q", "set", "Master", change));
    }
}
