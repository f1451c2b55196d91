package org.fairlead.server.core.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;

/** Mails leave by this queue: written in the transaction of their cause, sent later, tried for a day. */
public final class MailQueue {
    private static final int ATTEMPTS = 12;
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final System.Logger LOG = System.getLogger(MailQueue.class.getName());

    private final UnitOfWork work;
    private final MailStore store;
    private final Mailer mailer;
    private final ServerSettingsService settings;
    private final InstantSource clock;

    public MailQueue(
            UnitOfWork work, MailStore store, Mailer mailer, ServerSettingsService settings, InstantSource clock) {
        this.work = work;
        this.store = store;
        this.mailer = mailer;
        this.settings = settings;
        this.clock = clock;
    }

    public void add(Tx tx, String to, String subject, String body) {
        store.add(tx, Ids.next(), new Mailer.Message(to, subject, body), clock.instant());
    }

    /** Sends what is due; called by the timer, blocks while the mail server takes the mails. */
    public void deliver() {
        ServerSettings.Mail account = settings.mailAccount();
        if (account.host().isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        List<MailStore.Waiting> due = work.inTx(tx -> store.take(tx, now, now.plus(LEASE), 20));
        for (MailStore.Waiting mail : due) {
            try {
                mailer.send(account, mail.message());
                work.runInTx(tx -> store.remove(tx, mail.id()));
            } catch (Mailer.MailFailed e) {
                LOG.log(System.Logger.Level.WARNING, "a mail was not taken: {0}", e.getMessage());
                if (mail.attempts() >= ATTEMPTS) {
                    work.runInTx(tx -> store.remove(tx, mail.id()));
                } else {
                    Duration wait = Duration.ofMinutes(Math.min(240, 1L << mail.attempts()));
                    work.runInTx(tx ->
                            store.failed(tx, mail.id(), clock.instant().plus(wait), String.valueOf(e.getMessage())));
                }
            }
        }
    }
}
