package org.fairlead.thinclient.codes;

import java.util.Map;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/**
 * A clock for limits that outlive a restart: the time during which the device has been on, and more only where its
 * server says so. The device's calendar, which a user can set, has no part in it. Not thread-safe.
 */
final class RunningTime {
    private final Uptime uptime;
    private final long base;
    private long added;
    private long server;
    private long serverAt;

    RunningTime(Uptime uptime, Map<String, @Nullable Object> stored) {
        this.uptime = uptime;
        String boot = Values.text(stored, "boot");
        long on = Values.number(stored, "uptime", 0);
        long passed = boot.isEmpty() || uptime.boot().isEmpty()
                ? 0
                : boot.equals(uptime.boot()) ? Math.max(0, uptime.millis() - on) : uptime.millis();
        this.base = Values.number(stored, "running", 0) + passed - uptime.millis();
        this.server = Values.number(stored, "server", 0);
        this.serverAt = Values.number(stored, "serverAt", 0);
    }

    long millis() {
        return base + added + uptime.millis();
    }

    /** The server tells its time, milliseconds since 1970; true when this clock moved by a minute or more. */
    boolean heard(long time) {
        long now = millis();
        long missed = server == 0 ? 0 : (time - server) - (now - serverAt);
        if (missed > 0) {
            added += missed;
        }
        boolean moved = server == 0 || missed >= 60_000;
        server = time;
        serverAt = millis();
        return moved;
    }

    /** The least that the time can be, milliseconds since 1970; 0 when no server ever told it. */
    long atLeast() {
        return server == 0 ? 0 : server + (millis() - serverAt);
    }

    void print(Map<String, @Nullable Object> map) {
        map.put("boot", uptime.boot());
        map.put("uptime", uptime.millis());
        map.put("running", millis());
        map.put("server", server);
        map.put("serverAt", serverAt);
    }
}
