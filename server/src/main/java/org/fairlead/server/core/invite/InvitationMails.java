package org.fairlead.server.core.invite;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettings;
import org.fairlead.server.core.server.ServerSettingsService;
import org.jspecify.annotations.Nullable;

/**
 * Sends the mails of invitations and notes what became of each. The mail is written anew for each try, so no link waits
 * in the database. The timer calls; only one sender takes a mail at a time.
 */
public final class InvitationMails {
    /** After this long without success a mail is given up. */
    public static final Duration TRIED_FOR = Duration.ofHours(24);

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int AT_ONCE = 50;
    private static final int FORGOTTEN_AT_ONCE = 500;

    private final UnitOfWork unit;
    private final InvitationStore store;
    private final Invitations invitations;
    private final InvitationDesk desk;
    private final Mailer mailer;
    private final ServerSettingsService settings;
    private final EventLog events;
    private final InvitationMail mail;
    private final ZoneId zone = ZoneId.systemDefault();
    private final InstantSource clock;

    public InvitationMails(
            UnitOfWork unit,
            InvitationStore store,
            Invitations invitations,
            InvitationDesk desk,
            Mailer mailer,
            ServerSettingsService settings,
            EventLog events,
            QrCodes codes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.invitations = invitations;
        this.desk = desk;
        this.mailer = mailer;
        this.settings = settings;
        this.events = events;
        this.mail = new InvitationMail(codes, zone);
        this.clock = clock;
    }

    /** Sends what is due; blocks while the mail server takes the mails. */
    public void deliver() {
        Instant now = clock.instant();
        List<Invitation> due = take(now);
        if (due.isEmpty()) {
            return;
        }
        ServerSettings.Mail account = settings.mailAccount();
        String organisation = settings.get().organisation();
        for (Invitation invitation : due) {
            if (account.host().isEmpty()) {
                failed(invitation, "no mail server is set up", false);
                continue;
            }
            try {
                mailer.send(account, mail.write(invitation, organisation, link(invitation), domain(account.from())));
                unit.runInTx(tx -> {
                    store.mailed(tx, invitation.id(), Invitation.MailState.SENT, "", null);
                    invitations.seen(tx, invitation.id(), Step.SENT, "");
                });
            } catch (Mailer.MailFailed e) {
                failed(invitation, String.valueOf(e.getMessage()), e.permanent());
            }
        }
    }

    /** The mails that may go now; when the day's number is reached the others wait for the next day. */
    private List<Invitation> take(Instant now) {
        int limit = settings.get().forPhones().mailsPerDay();
        return unit.inTx(tx -> {
            int left = limit == 0 ? AT_ONCE : limit - store.mailedSince(tx, today());
            if (left > 0) {
                return store.takeMails(tx, now, LEASE, Math.min(left, AT_ONCE));
            }
            store.holdMails(tx, now, tomorrow(), Invitation.Mailing.DAILY_LIMIT);
            return List.of();
        });
    }

    /** How many more mails may go out today; null without a limit. */
    public @Nullable Integer leftToday() {
        int limit = settings.get().forPhones().mailsPerDay();
        return limit == 0 ? null : Math.max(0, limit - unit.read(tx -> store.mailedSince(tx, today())));
    }

    /** Forgets invitations that were over long ago; the timer calls every hour. */
    public void forget() {
        Instant before =
                clock.instant().minus(Duration.ofDays(settings.get().forPhones().invitationDays()));
        int gone = FORGOTTEN_AT_ONCE;
        while (gone == FORGOTTEN_AT_ONCE) {
            gone = unit.inTx(tx -> store.forgetOver(tx, before, FORGOTTEN_AT_ONCE));
        }
    }

    private Instant today() {
        return clock.instant().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    private Instant tomorrow() {
        return clock.instant()
                .atZone(zone)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(zone)
                .toInstant();
    }

    private void failed(Invitation invitation, String why, boolean permanent) {
        Instant now = clock.instant();
        Instant first = invitation.mailing().firstTryAt();
        boolean over = first != null && !now.isBefore(first.plus(TRIED_FOR)) || !now.isBefore(invitation.expiresAt());
        boolean bounced = permanent || over;
        String reason = bounced && !permanent ? "given up after a day: " + why : why;
        String kept = reason.length() > 500 ? reason.substring(0, 500) : reason;
        @Nullable
        Instant next = bounced ? null : now.plus(wait(invitation.mailing().attempts()));
        unit.runInTx(tx -> {
            store.mailed(
                    tx,
                    invitation.id(),
                    bounced ? Invitation.MailState.BOUNCED : Invitation.MailState.DEFERRED,
                    kept,
                    next);
            invitations.seen(tx, invitation.id(), bounced ? Step.BOUNCED : Step.DEFERRED, kept);
            if (bounced) {
                events.append(
                        tx,
                        List.of(NewEvent.ofServer(
                                now,
                                "S31.invitation-bounced",
                                Map.of(
                                        "person", invitation.personName(),
                                        "to", invitation.mailing().to(),
                                        "reason", kept))));
            }
        });
    }

    private String link(Invitation invitation) {
        return desk.url(invitations.tokens().token(invitation.id()));
    }

    /** One minute, then twice as long each time, at most an hour. */
    static Duration wait(int attempts) {
        Duration wait = Duration.ofMinutes(1L << Math.clamp(attempts - 1, 0, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static String domain(String address) {
        return address.substring(address.indexOf('@') + 1);
    }
}
