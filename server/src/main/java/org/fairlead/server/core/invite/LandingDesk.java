package org.fairlead.server.core.invite;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;

/** Receives those who open links: decides what they see, notes it in the funnel and tells administrators what blocks them. */
public final class LandingDesk {
    private final UnitOfWork unit;
    private final InvitationStore store;
    private final Invitations invitations;
    private final MobileReadiness readiness;
    private final EventLog events;
    private final InstantSource clock;

    public LandingDesk(
            UnitOfWork unit,
            InvitationStore store,
            Invitations invitations,
            MobileReadiness readiness,
            EventLog events,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.invitations = invitations;
        this.readiness = readiness;
        this.events = events;
        this.clock = clock;
    }

    /** What this visitor sees; a look (HEAD, a robot) is not noted. */
    public Landing land(String token, Visitor visitor, boolean look) {
        Landing landing = Landing.decide(invitations.open(token), visitor, readiness);
        if (!look && visitor.kind() != Visitor.Kind.ROBOT) {
            note(landing, visitor);
        }
        return landing;
    }

    /** The invitation of a token that admits phones, for the files below the landing page. */
    public Optional<Invitation> open(String token) {
        return invitations.open(token) instanceof Opening.Open(Invitation invitation)
                ? Optional.of(invitation)
                : Optional.empty();
    }

    /** Somebody took the first thing to install. */
    public void fetched(Invitation invitation, String platform) {
        invitations.seen(invitation.id(), Step.FETCHED, platform);
    }

    /** Tells the administrators that the person wants another link; at most once a day for an invitation, silent for unknown tokens. */
    public void ask(String token) {
        Opening opening = invitations.open(token);
        Optional<Invitation> known =
                opening instanceof Opening.Refused refused ? refused.invitation() : Optional.empty();
        known.ifPresent(invitation -> unit.runInTx(tx -> {
            if (store.ask(tx, invitation.id(), clock.instant())) {
                invitations.seen(tx, invitation.id(), Step.ASKED, "");
                events.append(
                        tx,
                        List.of(NewEvent.ofServer(
                                clock.instant(),
                                "S32.invitation-asked",
                                Map.of(
                                        "person",
                                        invitation.personName(),
                                        "invitation",
                                        invitation.id().toString()))));
            }
        }));
    }

    private void note(Landing landing, Visitor visitor) {
        switch (landing) {
            case Landing.NotValid none -> {}
            case Landing.UsedUp used -> {}
            case Landing.ShowCode page -> invitations.seen(page.invitation().id(), Step.OPENED, "computer");
            case Landing.AskWhichDevice page ->
                invitations.seen(page.invitation().id(), Step.OPENED, "computer");
            case Landing.OpenElsewhere page -> landed(page.invitation(), visitor, "in-app-browser", "");
            case Landing.Android page -> landed(page.invitation(), visitor, "", "");
            case Landing.Apple page -> landed(page.invitation(), visitor, "", "");
            case Landing.Blocked page ->
                landed(
                        page.invitation(),
                        visitor,
                        page.reason().wire(),
                        switch (page.reason()) {
                            case NO_APPLE_PUSH -> "S33.no-apple-push";
                            case APPLE_PUSH_EXPIRED -> "S34.apple-push-expired";
                            case NO_ANDROID_APP -> "S35.no-android-app";
                            case ANDROID_TOO_OLD, OTHER_PHONE -> "";
                        });
        }
    }

    private void landed(Invitation invitation, Visitor visitor, String blocked, String event) {
        unit.runInTx(tx -> {
            invitations.seen(tx, invitation.id(), Step.OPENED, "phone");
            if (!visitor.platform().isEmpty()) {
                invitations.seen(tx, invitation.id(), Step.LANDED, visitor.platform());
            }
            if (!blocked.isEmpty()) {
                boolean first = invitations.seen(tx, invitation.id(), Step.BLOCKED, blocked);
                if (first && !event.isEmpty()) {
                    Map<String, String> args = Map.of(
                            "person",
                            invitation.personName(),
                            "invitation",
                            invitation.id().toString());
                    events.append(tx, List.of(NewEvent.ofServer(clock.instant(), event, args)));
                }
            }
        });
    }
}
