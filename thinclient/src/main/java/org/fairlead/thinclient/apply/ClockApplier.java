package org.fairlead.thinclient.apply;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.thinclient.state.Values;

/** Time zone and network time by timedated. */
public final class ClockApplier implements Applier {
    private final Programs programs;
    private final ServerTime serverTime;
    private final InstantSource clock;

    public ClockApplier(Programs programs, ServerTime serverTime, InstantSource clock) {
        this.programs = programs;
        this.serverTime = serverTime;
        this.clock = clock;
    }

    @Override
    public Set<String> blocks() {
        return Set.of("datetime.clock");
    }

    @Override
    public Outcome apply(String block, Map<String, Object> effective) {
        String zone = Values.text(effective, "datetime.clock.zone");
        String source = Values.text(effective, "datetime.clock.source");
        if (!zone.isEmpty()) {
            Programs.Result result = call("SetTimezone", "sb", zone, "false");
            if (!result.ok()) {
                return refused(result);
            }
        }
        if (source.equals("ntp")) {
            Programs.Result result = call("SetNTP", "bb", "true", "false");
            return result.ok()
                    ? new Outcome.Unsupported("network time is on, but its servers cannot be chosen here")
                    : refused(result);
        }
        if (source.equals("server") && !serverTime.known()) {
            return new Outcome.Unsupported("no server has told the time yet");
        }
        Programs.Result result = call("SetNTP", "bb", "false", "false");
        if (source.equals("server") && (result.ok() || !NetworkApplier.absent(result))) {
            return server();
        }
        return result.ok() ? Outcome.APPLIED : refused(result);
    }

    private Outcome server() {
        long millis = serverTime.take();
        if (millis == 0) {
            return Outcome.APPLIED;
        }
        Programs.Result result =
                call("SetTime", "xbb", Long.toString((clock.millis() + millis) * 1000), "false", "false");
        if (result.ok()) {
            return Outcome.APPLIED;
        }
        serverTime.heard(millis);
        return refused(result);
    }

    private Programs.Result call(String method, String... rest) {
        List<String> arguments = new ArrayList<>(List.of(
                "--system",
                "call",
                "org.freedesktop.timedate1",
                "/org/freedesktop/timedate1",
                "org.freedesktop.timedate1",
                method));
        arguments.addAll(List.of(rest));
        return programs.run(Program.BUSCTL, arguments);
    }

    private static Outcome refused(Programs.Result result) {
        return NetworkApplier.absent(result)
                ? new Outcome.Unsupported("no timedated on this system")
                : new Outcome.Failed(result.reason());
    }
}
