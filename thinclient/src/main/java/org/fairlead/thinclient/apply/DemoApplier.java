package org.fairlead.thinclient.apply;

import java.util.Map;
import java.util.Set;

/** Stands in for what a demonstration must not change: the network and the clock of the machine that it runs on. */
public final class DemoApplier implements Applier {
    @Override
    public Set<String> blocks() {
        return Set.of("network.ethernet", "network.wifi", "network.proxy", "datetime.clock");
    }

    @Override
    public Outcome apply(String block, Map<String, Object> effective) {
        boolean usual = switch (block) {
            case "network.ethernet" -> "dhcp".equals(effective.get("network.ethernet.mode"));
            case "network.wifi" -> Boolean.FALSE.equals(effective.get("network.wifi.enabled"));
            case "network.proxy" -> "none".equals(effective.get("network.proxy.mode"));
            default -> false;
        };
        return usual ? Outcome.APPLIED : new Outcome.Unsupported("a demonstration leaves the machine alone");
    }
}
