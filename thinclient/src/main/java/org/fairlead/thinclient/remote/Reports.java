package org.fairlead.thinclient.remote;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.protocol.agent.Up;

/** Says what remote management has to tell. One thread uses it. */
final class Reports {
    private final Outside outside;

    Reports(Outside outside) {
        this.outside = outside;
    }

    /** An event, with the administrator who saw the password last where the device knows one. */
    void event(String code, Map<String, Object> details, String administrator) {
        if (administrator.isEmpty()) {
            outside.tell(code, details);
        } else {
            Map<String, Object> more = new LinkedHashMap<>(details);
            more.put("administrator", administrator);
            outside.tell(code, more);
        }
    }

    /** How the device is reached. */
    void access(Listener listener, Credentials credentials) {
        int port = listener.port();
        outside.access(
                port == 0
                        ? Up.RemoteAccess.CLOSED
                        : new Up.RemoteAccess(
                                listener.addresses(outside.addresses()),
                                port,
                                Credentials.USER,
                                credentials.password(),
                                credentials.since().toEpochMilli(),
                                listener.fingerprint()));
    }

    /** Who is here, and since when. */
    void state(Consent consent, Instant since) {
        Visitor visitor = consent.visitor();
        Scene scene = consent.scene();
        outside.state(new Up.RemoteState(
                visitor == null || scene == null
                        ? null
                        : new Up.RemoteSession(
                                visitor.id(),
                                phase(scene),
                                visitor.user(),
                                visitor.address(),
                                visitor.client(),
                                since.toEpochMilli())));
    }

    private static Up.RemoteSession.Phase phase(Scene scene) {
        return switch (scene) {
            case WAITING, BUSY -> Up.RemoteSession.Phase.ASKING;
            case SCREEN -> Up.RemoteSession.Phase.SCREEN;
            case PRIVATE -> Up.RemoteSession.Phase.PRIVATE;
            case PAUSED -> Up.RemoteSession.Phase.PAUSED;
        };
    }
}
