package org.fairlead.thinclient.apply;

import java.util.Map;
import java.util.Set;
import org.fairlead.thinclient.state.Values;

/** Blocks that the thin client itself obeys: it has them from the moment that they are stored, or says what it lacks. */
public final class ProgramApplier implements Applier {
    @Override
    public Set<String> blocks() {
        return Set.of(
                "general.name",
                "general.contacts",
                "general.appearance",
                "language.interface",
                "server.sync",
                "connections.rdp",
                "connections.basis",
                "connections.web",
                "connections.panel",
                "power.device",
                "access.sections",
                "access.password",
                "logs.forwarding",
                "remote.access",
                "remote.session",
                "remote.limits");
    }

    @Override
    public Outcome apply(String block, Map<String, Object> effective) {
        return switch (block) {
            case "connections.basis" ->
                when(Values.text(effective, "connections.basis.address").isEmpty(), "no Basis.WorkPlace client");
            case "connections.web" ->
                when(Values.text(effective, "connections.web.startPage").isEmpty(), "no browser for web access");
            case "connections.panel" ->
                when(
                        "top".equals(effective.get("connections.panel.edge"))
                                && Values.number(effective, "connections.panel.hideAfter", 3) == 3,
                        "no connection panel in this version");
            case "power.device" ->
                when("never".equals(effective.get("power.device.offAfter")), "no shutdown when idle in this version");
            case "remote.access", "remote.session", "remote.limits" ->
                when("deny".equals(effective.get("remote.access.mode")), "no remote management in this version");
            case "server.sync" ->
                when(
                        Values.number(effective, "server.sync.outOfOfficeAfter", 0) == 0,
                        "the period holds, but this version has no out-of-office mode");
            default -> Outcome.APPLIED;
        };
    }

    private static Outcome when(boolean nothingToDo, String missing) {
        return nothingToDo ? Outcome.APPLIED : new Outcome.Unsupported(missing);
    }
}
