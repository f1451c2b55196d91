package org.fairlead.protocol.agent;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message from an agent to the server. */
public sealed interface Up {
    /**
     * First message of a connection.
     *
     * @param protocol version of the agent protocol, 1
     * @param boot changes at each start of the device's system
     * @param settingsHash hash of the settings that the device obeys, empty before the first
     * @param dropped records lost from the device's queue since the last report
     * @param codes version of the keys for offline codes that the device holds, empty for none; null for an agent that
     *     knows no offline codes, which is never told of them
     * @param pins the server keys that the device trusts; null for an agent that does not say
     */
    record Hello(
            int protocol,
            String boot,
            String settingsHash,
            long dropped,
            DeviceInfo info,
            @Nullable String codes,
            @Nullable List<String> pins)
            implements Up {
        /** The greeting of an agent that knows no offline codes. */
        public Hello(int protocol, String boot, String settingsHash, long dropped, DeviceInfo info) {
            this(protocol, boot, settingsHash, dropped, info, null, null);
        }
    }

    /** What the device now says of itself. */
    record Info(DeviceInfo info) implements Up {}

    /** Asks for the desired settings; answered with {@link Down.Settings}. */
    record FetchSettings(String haveHash) implements Up {}

    /** Asks for the commands that wait; answered with {@link Down.Commands}. */
    record FetchCommands() implements Up {}

    /** What became of the settings named by the hash, block by block. */
    record Applied(String hash, List<BlockResult> blocks) implements Up {}

    /** Records in the order of their sequence numbers; answered with {@link Down.Ack} once they are stored. */
    record Records(List<DeviceRecord> records) implements Up {}

    /** Asks for a new identity certificate for the key in the PKCS#10 request, PEM. */
    record Renew(String csr) implements Up {}

    /**
     * The keys for offline codes that are safely stored, empty for none; answered with {@link Down.CodeKeys} when others
     * are due, otherwise it confirms.
     */
    record CodesHave(String version) implements Up {}

    /** The server keys that the device now trusts, safely stored. */
    record PinsHave(List<String> pins) implements Up {}

    /**
     * How an administrator reaches the device by RDP from now on; replaces what was said before. Never a record, so that
     * no password waits on a disk.
     *
     * @param port 0 when nobody is let in; user and password are empty then
     * @param since when the password was made, milliseconds since 1970
     * @param certificate SHA-256 of the RDP certificate in lower-case hex
     */
    record RemoteAccess(List<String> addresses, int port, String user, String password, long since, String certificate)
            implements Up {
        /** Nobody is let in. */
        public static final RemoteAccess CLOSED = new RemoteAccess(List.of(), 0, "", "", 0, "");

        /** Says nothing of the password. */
        @Override
        public String toString() {
            return "RemoteAccess[" + addresses + ", " + port + ", " + user + "]";
        }
    }

    /** Who manages the device now; null for nobody. */
    record RemoteState(@Nullable RemoteSession session) implements Up {}

    /** Keeps the connection alive; answered with {@link Down.Pong}. */
    record Ping() implements Up {}

    /**
     * An administrator's RDP connection to the device.
     *
     * @param id names it in events and in {@link Down.EndRemote}
     * @param client what the administrator's machine calls itself
     * @param since milliseconds since 1970
     */
    record RemoteSession(String id, Phase phase, String user, String address, String client, long since) {
        /** How far it is. Wire names are the lower-case names. */
        public enum Phase {
            /** The user has not answered yet. */
            ASKING,
            /** The administrator sees the screen. */
            SCREEN,
            /** The user works in a session that the administrator does not see. */
            PRIVATE,
            /** The user has paused the sharing. */
            PAUSED
        }
    }

    /** State of one block of settings on the device. */
    record BlockResult(String block, State state, @Nullable String reason) {
        /** Wire names are the lower-case names. */
        public enum State {
            APPLIED,
            FAILED,
            UNSUPPORTED
        }
    }

    /** What a device reports of itself; every text is untrusted. */
    record DeviceInfo(
            String hostname,
            String model,
            String serial,
            String os,
            String agentVersion,
            List<String> addresses,
            Map<String, @Nullable Object> more) {}
}
