package org.fairlead.protocol.agent;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message from the server to an agent. */
public sealed interface Down {
    /**
     * Answer to {@link Up.Hello}.
     *
     * @param group name of the device's group, null while it is unassigned
     * @param acked last record that the server holds of this device
     * @param heartbeat seconds between two {@link Up.Ping}
     * @param reconnectWindow seconds over which a lost device spreads its return
     * @param serverTime milliseconds since 1970
     * @param incarnation changes when the server was restored from a backup
     * @param pins base64 SHA-256 of the server public keys (SPKI) to trust
     */
    record Welcome(
            String device,
            String name,
            @Nullable String group,
            long acked,
            int heartbeat,
            int reconnectWindow,
            long serverTime,
            String incarnation,
            List<String> pins,
            Set<Topic> waiting)
            implements Down {}

    /** Says what to fetch; nudges coalesce. */
    record Nudge(Set<Topic> topics) implements Down {}

    /** Desired settings; the document is null when the device has this hash already. */
    record Settings(String hash, @Nullable Map<String, @Nullable Object> document) implements Down {}

    /** Commands that wait, oldest first. */
    record Commands(List<Order> commands) implements Down {}

    /** Every record up to this number is stored. */
    record Ack(long seq) implements Down {}

    /** A new identity: certificate chain in PEM. */
    record Certificate(String pem) implements Down {}

    /**
     * Keys for offline codes, which replace all that the device holds; none for a device in no group, which then holds
     * none.
     *
     * @param version names this set of keys
     * @param workspace name of the workspace, part of every code
     * @param deviceNumber of the device in its workspace
     */
    record CodeKeys(String version, String workspace, int deviceNumber, List<CodeKey> keys) implements Down {}

    /** The server keys to trust from now on, base64 SHA-256 (SPKI); answered with {@link Up.PinsHave}. */
    record Pins(List<String> pins) implements Down {}

    /** End this RDP connection of an administrator to the device. */
    record EndRemote(String session) implements Down {}

    /** An administrator of the console has seen the device's present RDP password; for the user's eye. */
    record RemoteRevealed(String administrator, long at) implements Down {}

    /** The server closes; the device comes back after this time. */
    record GoAway(long retryAfterMillis, String reason) implements Down {}

    /** Answer to {@link Up.Ping}. */
    record Pong(long serverTime) implements Down {}

    /** The last message was refused; the connection goes on. */
    record Refused(String code, String detail) implements Down {}

    /** What a nudge is about. Wire names are the lower-case names. */
    enum Topic {
        SETTINGS,
        COMMANDS,
        CERTIFICATES,
        CODES
    }

    /**
     * One key for offline codes.
     *
     * @param group id of the group that the key comes from, null for the device's own
     * @param groupName for the eye
     * @param epoch from 1; codes carry the lowest two bits
     * @param secret 32 bytes in base64
     */
    record CodeKey(
            Kind kind, @Nullable String group, @Nullable String groupName, int epoch, String secret) {
        /** What the key is for. Wire names are the lower-case names. */
        public enum Kind {
            /** Confirmation of actions of this device. */
            DEVICE,
            /** Replacement of the server's certificate on this device. */
            CERTIFICATE,
            /** Replacement of the server's certificate on every device of the group. */
            GROUP
        }

        /** Says nothing of the secret. */
        @Override
        public String toString() {
            return "CodeKey[" + kind + ", " + group + ", " + epoch + "]";
        }
    }

    /** One command for the device; expires is milliseconds since 1970. */
    record Order(String id, String kind, Map<String, @Nullable Object> params, long expires) {}
}
