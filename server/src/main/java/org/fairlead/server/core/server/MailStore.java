package org.fairlead.server.core.server;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Mails that wait to be sent. */
public interface MailStore {
    /** A waiting mail and how often it was tried. */
    record Waiting(UUID id, Mailer.Message message, int attempts) {}

    void add(Tx tx, UUID id, Mailer.Message message, Instant now);

    /** Takes due mails for this sender alone until the given time, counting an attempt for each. */
    List<Waiting> take(Tx tx, Instant now, Instant until, int limit);

    void remove(Tx tx, UUID id);

    void failed(Tx tx, UUID id, Instant next, String error);
}
