package org.fairlead.rdp.host;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.rdp.AutoReconnect;
import org.jspecify.annotations.Nullable;

/**
 * The cookies with which clients come back after their line broke (MS-RDPBCGR 5.5). Each opens once, while its connection
 * still seems to live or so long after its line broke; the end of a connection in order ends its cookie. Times are
 * nanoseconds of a clock that never goes back; safe for several threads.
 *
 * @param <C> a connection
 */
final class Reconnects<C> {
    static final int MOST = 64;

    private final class Ticket {
        private final byte[] secret;
        private final C connection;
        private boolean broken;
        private long until;

        Ticket(byte[] secret, C connection) {
            this.secret = secret;
            this.connection = connection;
        }
    }

    private final long patienceNanos;
    private final Map<Integer, Ticket> tickets = new LinkedHashMap<>();

    Reconnects(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    synchronized void given(int logonId, byte[] secret, C connection, long now) {
        sweep(now);
        if (tickets.size() >= MOST) forget(tickets.keySet().iterator().next());
        tickets.put(logonId, new Ticket(secret, connection));
    }

    /** A connection is over; its client may come back only when its line broke. */
    synchronized void ended(C connection, boolean broken, long now) {
        sweep(now);
        for (var entry : Map.copyOf(tickets).entrySet()) {
            Ticket ticket = entry.getValue();
            if (ticket.connection != connection) continue;
            if (!broken) forget(entry.getKey());
            ticket.broken = broken;
            ticket.until = now + patienceNanos;
        }
    }

    /** The connection that this cookie continues, null for none. */
    synchronized @Nullable C find(int logonId, byte[] verifier, long now) {
        sweep(now);
        Ticket ticket = tickets.get(logonId);
        return ticket == null || !AutoReconnect.verifies(ticket.secret, verifier) ? null : ticket.connection;
    }

    /** As {@link #find}, and spends the cookie. */
    synchronized @Nullable C take(int logonId, byte[] verifier, long now) {
        C found = find(logonId, verifier, now);
        if (found != null) forget(logonId);
        return found;
    }

    synchronized int size() {
        return tickets.size();
    }

    private void sweep(long now) {
        for (var entry : Map.copyOf(tickets).entrySet()) {
            Ticket ticket = entry.getValue();
            if (ticket.broken && now - ticket.until >= 0) forget(entry.getKey());
        }
    }

    private void forget(int logonId) {
        Ticket ticket = tickets.remove(logonId);
        if (ticket != null) Arrays.fill(ticket.secret, (byte) 0);
    }
}
