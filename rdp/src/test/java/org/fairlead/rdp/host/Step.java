package org.fairlead.rdp.host;

import java.util.Arrays;
import org.fairlead.rdp.SocketClient;

/** How far a client of anna gets before it stops; each step does all before it. */
enum Step {
    TCP,
    HALF_A_REQUEST,
    CONFIRMED,
    HALF_A_HELLO,
    TLS,
    CHALLENGED,
    KEY_PROVEN,
    AUTHENTICATED,
    MCS_CONNECTED,
    JOINED,
    TOLD_WHO,
    ACTIVE;

    private static final byte[] REQUEST = {3, 0, 0, 19, 14, (byte) 0xE0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 2, 0, 0, 0};

    void reach(SocketClient client) throws Exception {
        if (this == TCP) return;
        if (this == HALF_A_REQUEST) {
            client.socket().getOutputStream().write(Arrays.copyOf(REQUEST, 9));
            return;
        }
        client.negotiate(2);
        if (this == CONFIRMED) return;
        if (this == HALF_A_HELLO) {
            client.socket().getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3});
            return;
        }
        client.secure();
        if (this == TLS) return;
        client.logOnOverTheLine("anna", "secret", this == CHALLENGED ? 1 : this == KEY_PROVEN ? 2 : 3);
        if (compareTo(AUTHENTICATED) <= 0) return;
        client.connectOverTheLine();
        if (this == MCS_CONNECTED) return;
        client.joinChannels();
        if (this == JOINED) return;
        client.tellWho("anna", "", new byte[0]);
        if (this == TOLD_WHO) return;
        client.confirm();
    }

    /** Whether the server knows by now that the password is right. */
    boolean isAuthenticated() {
        return compareTo(AUTHENTICATED) >= 0;
    }
}
