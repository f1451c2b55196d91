package org.fairlead.server.core.device;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fairlead.protocol.agent.Down;

/** Passes nudges on to all the ways in which devices are reached. */
public final class Nudgers implements Nudger {
    private final List<Nudger> ways = new CopyOnWriteArrayList<>();

    public Nudgers(Nudger first) {
        ways.add(first);
    }

    /** One more way; while the server is put together. */
    public void use(Nudger way) {
        ways.add(way);
    }

    @Override
    public void nudge(Collection<UUID> devices, Down.Topic topic) {
        for (Nudger way : ways) {
            way.nudge(devices, topic);
        }
    }
}
