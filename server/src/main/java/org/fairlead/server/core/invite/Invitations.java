package org.fairlead.server.core.invite;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.secret.Sealer;

/** Opens and claims invitations for those who connect phones, and notes how far each has come. Any thread may call. */
public final class Invitations {
    private static final int MAX_DETAIL = 200;
    private static final int AT_ONCE = 500;
    private static final String KEY_CONTEXT = "invitation_key.sealed";

    private final UnitOfWork unit;
    private final InvitationStore store;
    private final Changes changes;
    private final InstantSource clock;
    private final InvitationTokens tokens;

    public Invitations(UnitOfWork unit, InvitationStore store, Sealer sealer, Changes changes, InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.changes = changes;
        this.clock = clock;
        byte[] fresh = sealer.seal(InvitationTokens.newKey(), KEY_CONTEXT);
        byte[] kept = unit.inTx(tx -> store.key(tx, fresh, clock.instant()));
        this.tokens = new InvitationTokens(sealer.open(kept, KEY_CONTEXT));
    }

    InvitationTokens tokens() {
        return tokens;
    }

    /** Looks at the invitation with this token; nothing is used up, however often it is looked at. */
    public Opening open(String token) {
        return unit.read(tx -> open(tx, token));
    }

    public Opening open(Tx tx, String token) {
        return InvitationTokens.TOKEN.matcher(token).matches()
                ? judge(store.findByHash(tx, InvitationTokens.hash(token)), clock.instant())
                : new Opening.Refused(Opening.Reason.UNKNOWN, Optional.empty());
    }

    /**
     * Uses the invitation for this phone, in the transaction that writes the device; of phones that race exactly one gets
     * {@link Opening.Open}. A device that has claimed it before gets it again. Whoever is refused must roll back.
     */
    public Opening claim(Tx tx, String token, String platform, UUID device) {
        if (!InvitationTokens.TOKEN.matcher(token).matches()) {
            return new Opening.Refused(Opening.Reason.UNKNOWN, Optional.empty());
        }
        Instant now = clock.instant();
        String hash = InvitationTokens.hash(token);
        Optional<Invitation> known = store.findByHash(tx, hash);
        if (known.isPresent() && store.hasDevice(tx, known.get().id(), device)) {
            return new Opening.Open(known.get());
        }
        Optional<Invitation> used = store.use(tx, hash, now);
        if (used.isEmpty()) {
            return judge(store.findByHash(tx, hash), now);
        }
        Invitation invitation = used.get();
        store.addDevice(tx, invitation.id(), device, platform, now);
        seen(tx, invitation.id(), Step.CHECKED_IN, platform);
        return new Opening.Open(invitation);
    }

    /** Notes a step of the funnel; the detail is a platform, a reason or the words of a mail server. */
    public void seen(UUID invitation, Step step, String detail) {
        unit.runInTx(tx -> seen(tx, invitation, step, detail));
    }

    /** Like the other in a transaction; true when this step with this detail was not noted before. */
    public boolean seen(Tx tx, UUID invitation, Step step, String detail) {
        String kept = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
        boolean first = store.note(tx, invitation, step, kept, clock.instant());
        if (first) {
            tx.afterCommit(() -> changes.publish("invitations", List.of(invitation)));
        }
        return first;
    }

    /** Notes that a phone that came with an invitation works: it has its settings or its profile. */
    public void active(Tx tx, UUID device, String platform) {
        store.ofDevice(tx, device).ifPresent(invitation -> seen(tx, invitation, Step.ACTIVE, platform));
    }

    /** Notes those that have come back with the identity they got; called by the timer. */
    public void noteWorking() {
        unit.runInTx(tx -> store.working(tx, AT_ONCE)
                .forEach(phone -> seen(tx, phone.invitation(), Step.ACTIVE, phone.platform())));
    }

    private static Opening judge(Optional<Invitation> found, Instant now) {
        if (found.isEmpty()) {
            return new Opening.Refused(Opening.Reason.UNKNOWN, Optional.empty());
        }
        return switch (found.get().state(now)) {
            case OPEN -> new Opening.Open(found.get());
            case USED -> new Opening.Refused(Opening.Reason.USED, found);
            case EXPIRED -> new Opening.Refused(Opening.Reason.EXPIRED, found);
            case REVOKED, REPLACED -> new Opening.Refused(Opening.Reason.REVOKED, found);
        };
    }
}
