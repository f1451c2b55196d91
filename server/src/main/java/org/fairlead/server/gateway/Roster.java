package org.fairlead.server.gateway;

import java.util.ArrayList;
import java.util.List;

/** The connections of one event loop, and their deadlines: looked through once a second instead of a timer for each. */
final class Roster {
    private final List<AgentConnection> connections = new ArrayList<>();

    void add(AgentConnection connection) {
        connection.place = connections.size();
        connections.add(connection);
    }

    void remove(AgentConnection connection) {
        AgentConnection last = connections.removeLast();
        if (last != connection) {
            connections.set(connection.place, last);
            last.place = connection.place;
        }
    }

    void sweep(long now) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (i < connections.size()) {
                connections.get(i).sweep(now);
            }
        }
    }

    List<AgentConnection> all() {
        return List.copyOf(connections);
    }
}
