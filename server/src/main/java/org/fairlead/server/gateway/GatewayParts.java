package org.fairlead.server.gateway;

import org.fairlead.server.core.sync.AgentDesk;

/** What all connections of a gateway share. */
record GatewayParts(GatewayConfig config, AgentDesk desk, AcceptGate gate, Workers workers, GatewayStats stats) {
    private static final int SILENT_HEARTBEATS = 3;

    long silenceNanos() {
        return SILENT_HEARTBEATS * config.heartbeat() * 1_000_000_000L;
    }
}
