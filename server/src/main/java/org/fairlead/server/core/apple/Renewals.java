package org.fairlead.server.core.apple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;

/**
 * Renews the identities and profiles of phones, which never do it by themselves: some weeks before the end (a setting), and when the
 * profile has changed, the phone is told to install the profile of the management again, with a fresh challenge. Until
 * the phone works with the new identity the old one stays good.
 */
public final class Renewals implements RequestContents {
    /** The only parameter of the request: which profile it installs. */
    static final Map<String, Object> MANAGEMENT = Map.of("profile", "management");

    private static final Duration AGAIN = Duration.ofDays(1);
    private static final int AT_ONCE = 200;

    private final UnitOfWork unit;
    private final AppleStore store;
    private final PushStore pushes;
    private final Offers offers;
    private final ManagementProfile profile;
    private final CheckIns checkIns;
    private final EventLog events;
    private final InstantSource clock;

    public Renewals(
            UnitOfWork unit,
            AppleStore store,
            PushStore pushes,
            Offers offers,
            ManagementProfile profile,
            CheckIns checkIns,
            EventLog events,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.pushes = pushes;
        this.offers = offers;
        this.profile = profile;
        this.checkIns = checkIns;
        this.events = events;
        this.clock = clock;
    }

    /** Asks some of the phones that need it to renew, each at most once a day; the timer calls it. */
    public void run() {
        String hash = profile.hash();
        unit.runInTx(tx -> {
            Instant now = clock.instant();
            Duration ahead =
                    pushes.settings(tx).orElseGet(AppleSettings::initial).ahead();
            List<AppleStore.Renewable> phones =
                    store.renewable(tx, new AppleStore.Renewing(now.plus(ahead), hash, now.minus(AGAIN), now), AT_ONCE);
            for (AppleStore.Renewable phone : phones) {
                store.request(
                        tx,
                        new PhoneRequest(
                                Ids.next(clock),
                                phone.enrolment(),
                                null,
                                "InstallProfile",
                                Map.copyOf(MANAGEMENT),
                                0,
                                0,
                                false),
                        now);
                pushes.wakeEnrolment(tx, phone.enrolment(), now);
            }
        });
        unit.runInTx(tx -> store.expired(tx, clock.instant(), AT_ONCE).forEach(phone -> lost(tx, phone)));
    }

    /** A phone with an expired identity can say nothing that would be believed: it has to be connected anew. */
    private void lost(Tx tx, AppleStore.Renewable phone) {
        checkIns.end(tx, phone.device(), List.of(phone.enrolment()), "its identity has expired, connect it anew");
        checkIns.left(tx, phone.device());
        events.append(
                tx,
                List.of(new NewEvent(phone.device(), null, clock.instant(), "S57.apple-identity-expired", Map.of())));
        checkIns.changed(tx, phone.device());
    }

    @Override
    public Optional<Map<String, Object>> keys(Tx tx, Enrolment enrolment, UUID device, PhoneRequest request) {
        return request.type().equals("InstallProfile") && request.params().equals(MANAGEMENT)
                ? Optional.of(Map.of("Payload", offers.renewal(tx, enrolment)))
                : Optional.empty();
    }
}
