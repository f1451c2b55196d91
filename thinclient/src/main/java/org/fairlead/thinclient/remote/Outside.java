package org.fairlead.thinclient.remote;

import java.util.Map;
import org.fairlead.protocol.agent.Up;

/** What remote management tells the rest of the thin client; called on its own thread, must not block for long. */
public interface Outside {
    /** An event for the logs and for the server. */
    void tell(String code, Map<String, Object> details);

    /** To the server at once, if it is connected; never to a disk. */
    void access(Up.RemoteAccess access);

    /** To the server at once, if it is connected. */
    void state(Up.RemoteState state);

    /** The addresses at which administrators may reach this device. */
    java.util.List<String> addresses();

    /** Language of the pages that administrators see. */
    String language();
}
