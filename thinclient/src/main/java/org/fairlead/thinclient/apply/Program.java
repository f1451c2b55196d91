package org.fairlead.thinclient.apply;

/** The programs that the thin client may start. */
public enum Program {
    XRANDR("xrandr"),
    XSET("xset"),
    SETXKBMAP("setxkbmap"),
    BUSCTL("busctl"),
    XFREERDP("xfreerdp"),
    AMIXER("amixer");

    private final String file;

    Program(String file) {
        this.file = file;
    }

    public String file() {
        return file;
    }
}
