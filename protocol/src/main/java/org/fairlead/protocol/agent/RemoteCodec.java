package org.fairlead.protocol.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text form of what devices say about remote management. */
final class RemoteCodec {
    private RemoteCodec() {}

    static int port(long port) {
        if (port < 0 || port > 65535) {
            throw new ProtocolError("port is not between 0 and 65535");
        }
        return (int) port;
    }

    static @Nullable Object[] print(Up.RemoteAccess m) {
        return new @Nullable Object[] {
            "addresses", m.addresses(),
            "port", m.port(),
            "user", m.user(),
            "password", m.password(),
            "since", m.since(),
            "certificate", m.certificate()
        };
    }

    static Up.RemoteSession session(Fields f) {
        return new Up.RemoteSession(
                f.text("id", 64),
                f.choice("phase", Up.RemoteSession.Phase.class),
                f.text("user", 64),
                f.text("address", 64),
                f.text("client", Codec.NAME),
                f.number("since"));
    }

    static Map<String, @Nullable Object> print(Up.RemoteSession s) {
        return Codec.map(
                "id",
                s.id(),
                "phase",
                Fields.wire(s.phase()),
                "user",
                s.user(),
                "address",
                s.address(),
                "client",
                s.client(),
                "since",
                s.since());
    }
}
