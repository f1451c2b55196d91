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
        CERTIFICATES
    }

    /** One command for the device; expires is milliseconds since 1970. */
    record Order(String id, String kind, Map<String, @Nullable Object> params, long expires) {}
}
