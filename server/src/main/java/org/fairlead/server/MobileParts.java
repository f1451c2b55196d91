package org.fairlead.server;

import java.util.List;
import java.util.function.Supplier;
import org.fairlead.server.api.HttpListener;
import org.fairlead.server.api.InvitationRoutes;
import org.fairlead.server.api.PeopleGroupRoutes;
import org.fairlead.server.api.PeopleRoutes;
import org.fairlead.server.api.Routes;
import org.fairlead.server.api.landing.LandingPages;
import org.fairlead.server.core.invite.InvitationDesk;
import org.fairlead.server.core.invite.InvitationMails;
import org.fairlead.server.core.invite.LandingDesk;
import org.fairlead.server.core.invite.MobileReadiness;
import org.fairlead.server.core.invite.QrCodes;
import org.fairlead.server.core.people.People;
import org.fairlead.server.core.people.PeopleGroups;
import org.fairlead.server.core.people.PeopleImport;
import org.fairlead.server.core.policy.PolicyBook;
import org.fairlead.server.qr.NayukiQr;
import org.fairlead.server.store.PgInvitations;
import org.fairlead.server.store.PgPeople;

/** People, invitations and landing pages, wired over a {@link Foundation} and the {@link FleetParts}. */
final class MobileParts {
    final InvitationMails mails;
    private final Foundation base;
    private final MobileReadiness readiness;
    private final Supplier<String> publicUrl;
    private final QrCodes codes = new NayukiQr();
    private final People people;
    private final PeopleImport imports;
    private final PeopleGroups groups;
    private final InvitationDesk desk;
    private final LandingPages pages;
    private final Supplier<PolicyBook> book;

    MobileParts(Foundation base, FleetParts fleet, MobileReadiness readiness, Supplier<String> publicUrl) {
        this.base = base;
        this.readiness = readiness;
        this.publicUrl = publicUrl;
        this.book = fleet.fleet::book;
        PgPeople store = new PgPeople(base.workspace.id());
        PgInvitations invitationStore = new PgInvitations(base.workspace.id());
        this.people = new People(base.work, store, invitationStore::forget, base.audit, base.changes, base.clock);
        this.imports = new PeopleImport(base.work, store, base.audit, base.changes, base.clock);
        this.groups = new PeopleGroups(base.work, store, base.audit, base.changes, base.clock);
        this.desk = new InvitationDesk(
                base.work,
                invitationStore,
                fleet.invitations,
                store,
                fleet.fleet,
                publicUrl,
                base.audit,
                base.changes,
                base.clock);
        this.mails = new InvitationMails(
                base.work,
                invitationStore,
                fleet.invitations,
                desk,
                base.mailer,
                base.settings,
                fleet.events,
                codes,
                base.clock);
        LandingDesk landing =
                new LandingDesk(base.work, invitationStore, fleet.invitations, readiness, fleet.events, base.clock);
        this.pages = new LandingPages(
                landing, readiness, codes, () -> base.settings.get().organisation(), publicUrl);
    }

    /** The console's routes of this part. */
    List<Routes> routes() {
        return List.of(
                new PeopleRoutes(people, imports, book),
                new PeopleGroupRoutes(groups),
                new InvitationRoutes(
                        desk,
                        readiness,
                        () -> !base.settings.get().mail().host().isEmpty(),
                        mails::leftToday,
                        publicUrl,
                        codes,
                        base.clock));
    }

    /** The public port's pages of this part. */
    void pages(HttpListener.Extra extra) {
        pages.all(extra);
    }
}
