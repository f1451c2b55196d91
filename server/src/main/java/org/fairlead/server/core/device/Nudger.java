package org.fairlead.server.core.device;

import java.util.Collection;
import java.util.UUID;
import org.fairlead.protocol.agent.Down;

/** Tells connected devices that something waits for them; lossy by design, devices also ask at each connect. */
public interface Nudger {
    void nudge(Collection<UUID> devices, Down.Topic topic);
}
