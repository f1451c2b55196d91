package org.fairlead.thinclient.apply;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Blocks that the thin client itself obeys: it has them from the moment that they are stored, or says what it lacks. */
public final class ProgramApplier implements Applier {
    private final Programs programs;

    public ProgramApplier(Programs programs) {
        this.programs = programs;
    }

    @Override
    public Set<String> blocks() {
        return Set.of(
                "general.name",
                "general.contacts",
                "general.appearance",
                "language.interface",
                "server.sync",
                "server.codes",
                "connections.rdp",
                "connections.basis",
                "connections.web",
                "connections.panel",
                "power.device",
                "access.sections",
                "access.password",
                "logs.forwarding");
    }

    @Override
    public Outcome apply(String block, Map<String, Object> effective) {
        return switch (block) {
            case "connections.basis" ->
                when(Values.text(effective, "connections.basis.address").isEmpty(), "no Basis.WorkPlace client");
            case "connections.web" ->
                when(Values.text(effective, "connections.web.startPage").isEmpty(), "no browser for web access");
            case "power.device" ->
                when("never".equals(effective.get("power.device.offAfter")), "no shutdown when idle in this version");
            case "connections.rdp" -> desktops(Values.maps(effective.get("connections.rdp.list")));
            default -> Outcome.APPLIED;
        };
    }

    private Outcome desktops(List<Map<String, @Nullable Object>> list) {
        if (list.isEmpty()) {
            return Outcome.APPLIED;
        }
        if (!programs.has(Program.XFREERDP)) {
            return new Outcome.Unsupported("xfreerdp is not installed");
        }
        if (list.stream().filter(entry -> Values.flag(entry, "autoStart")).count() > 1) {
            return new Outcome.Failed("more than one connection shall start by itself");
        }
        boolean brokerAlone = list.stream()
                .anyMatch(entry -> Values.flag(entry, "broker")
                        && Values.text(entry, "collection").isEmpty());
        if (brokerAlone) {
            return new Outcome.Failed("a connection broker needs the name of its collection");
        }
        return Outcome.APPLIED;
    }

    private static Outcome when(boolean nothingToDo, String missing) {
        return nothingToDo ? Outcome.APPLIED : new Outcome.Unsupported(missing);
    }
}
