package org.fairlead.thinclient.codes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fairlead.thinclient.model.Machine;

/** The kernel's clock since the start of the system, which goes on while the machine sleeps. */
public final class BootClock implements Uptime {
    private static final Path FILE = Path.of("/proc/uptime");

    private final String boot = Machine.boot();

    @Override
    public long millis() {
        try {
            return parse(new String(Files.readAllBytes(FILE), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return System.nanoTime() / 1_000_000;
        }
    }

    /** Milliseconds of a line such as {@code 350735.47 234388.90}. */
    static long parse(String line) {
        String seconds = line.strip().split(" ", -1)[0];
        return Math.round(Double.parseDouble(seconds) * 1000);
    }

    @Override
    public String boot() {
        return boot;
    }
}
