package org.fairlead.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fairlead.server.api.AppleRoutes;
import org.fairlead.server.api.HttpListener;
import org.fairlead.server.api.apple.ApplePages;
import org.fairlead.server.apple.ApnsGateway;
import org.fairlead.server.apple.EnrolmentProfile;
import org.fairlead.server.apple.IdentityAuthority;
import org.fairlead.server.apple.PhonePort;
import org.fairlead.server.apple.PushKeyFiles;
import org.fairlead.server.apple.ScepResponder;
import org.fairlead.server.apple.SignedPlist;
import org.fairlead.server.core.apple.AppleDevices;
import org.fairlead.server.core.apple.Arrivals;
import org.fairlead.server.core.apple.CheckIns;
import org.fairlead.server.core.apple.CommandLoop;
import org.fairlead.server.core.apple.IdentityAuthorities;
import org.fairlead.server.core.apple.Offers;
import org.fairlead.server.core.apple.PushCertificates;
import org.fairlead.server.core.apple.PushVendor;
import org.fairlead.server.core.apple.Pushes;
import org.fairlead.server.core.apple.Quarantine;
import org.fairlead.server.core.apple.Renewals;
import org.fairlead.server.core.apple.declare.DeclarativeManagement;
import org.fairlead.server.core.apple.declare.SettingsDeclarations;
import org.fairlead.server.core.apple.profile.AppleProfiles;
import org.fairlead.server.core.apple.profile.DeclaredBlocks;
import org.fairlead.server.core.invite.MobileReadiness;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.store.PgApple;
import org.fairlead.server.store.PgAppleProfiles;
import org.fairlead.server.store.PgApplePush;
import org.fairlead.server.store.PgDeclare;

/** iPhones and iPads, wired over a {@link Foundation} and the {@link FleetParts}. */
final class AppleParts implements AutoCloseable {
    final Pushes pushes;
    private final PushCertificates certificates;
    private final CommandLoop loop;
    private final DeclarativeManagement declarative;
    private final Renewals renewals;
    private final ApplePages pages;
    private final AppleRoutes routes;

    AppleParts(Foundation base, FleetParts fleet, Authorities authorities, Supplier<String> publicUrl) {
        PgApple store = new PgApple(base.workspace.id());
        PgApplePush pushStore = new PgApplePush(base.workspace.id());
        this.certificates = new PushCertificates(
                base.work,
                pushStore,
                new PushKeyFiles(),
                base.sealer,
                base.audit,
                fleet.events,
                base.changes,
                base.clock);
        this.pushes = new Pushes(
                base.work,
                pushStore,
                certificates,
                (settings, chain, key) -> ApnsGateway.open(settings, chain, key, base.clock),
                fleet.commands,
                fleet.events,
                base.clock);
        fleet.phones.use(pushes);
        IdentityAuthority authority = new IdentityAuthority(base.work, pushStore, base.sealer, base.clock);
        EnrolmentProfile profile = new EnrolmentProfile(
                authority,
                () -> new EnrolmentProfile.Signer(authorities.serverKey(), authorities.serverChain()),
                publicUrl,
                () -> base.settings.get().organisation());
        Offers offers = new Offers(base.work, store, certificates, fleet.invitations, profile, base.sealer, base.clock);
        PgDeclare declareStore = new PgDeclare(base.workspace.id());
        this.declarative = new DeclarativeManagement(
                base.gatewayWork,
                declareStore,
                store,
                pushStore,
                new SettingsDeclarations(
                        fleet.devices, fleet.fleet, () -> base.settings.get().organisation()),
                base.changes,
                base.clock);
        fleet.fleet.onChange(groups -> declarative.changed());
        CheckIns checkIns = new CheckIns(
                base.gatewayWork,
                store,
                pushStore,
                certificates,
                new Arrivals(
                        store,
                        fleet.devices,
                        fleet.fleet,
                        fleet.invitations,
                        base.sealer,
                        base.audit,
                        fleet.events,
                        base.clock),
                fleet.commands,
                fleet.invitations,
                declarative,
                base.sealer,
                fleet.events,
                base.changes,
                base.clock);
        this.renewals = new Renewals(base.work, store, pushStore, offers, profile, checkIns, fleet.events, base.clock);
        AppleProfiles profiles = new AppleProfiles(
                base.work,
                new PgAppleProfiles(base.workspace.id()),
                store,
                fleet.fleet,
                new DeclaredBlocks(declarative),
                content -> SignedPlist.of(
                        content, new EnrolmentProfile.Signer(authorities.serverKey(), authorities.serverChain())),
                () -> base.settings.get().organisation(),
                base.changes,
                base.clock);
        fleet.fleet.onChange(profiles::groupsChanged);
        declarative.onHeard(profiles::declarationsHeard);
        this.loop = new CommandLoop(
                base.gatewayWork,
                store,
                pushStore,
                checkIns,
                fleet.commands,
                base.sealer,
                base.audit,
                base.changes,
                List.of(renewals, declarative, profiles),
                base.clock);
        this.pages =
                new ApplePages(new PhonePort(offers, new ScepResponder(authority, offers), authority, checkIns, loop));
        this.routes = new AppleRoutes(
                certificates,
                new PushVendor(base.work, pushStore, new PushKeyFiles(), base.sealer, base.audit, base.clock),
                new AppleDevices(base.work, store, declareStore, fleet.service),
                new Quarantine(base.work, store, fleet.service, checkIns, base.audit, base.clock),
                new IdentityAuthorities(base.work, pushStore, store, authority, base.audit, base.clock),
                pushes::retry,
                renewals::run,
                base.clock);
    }

    /** What this part adds to what the server has for phones. */
    MobileReadiness readiness(MobileReadiness other) {
        return new MobileReadiness() {
            @Override
            public ApplePush apple() {
                return certificates.readiness();
            }

            @Override
            public Optional<AndroidApp> android() {
                return other.android();
            }
        };
    }

    AppleRoutes routes() {
        return routes;
    }

    void pages(HttpListener.Extra extra) {
        pages.all(extra);
    }

    void run(Timers timers) {
        timers.outbound(pushes::deliver, Duration.ofSeconds(1));
        timers.job(pushes::wakeSilent, Duration.ofHours(1));
        timers.job(certificates::remind, Duration.ofHours(1));
        timers.job(loop::forget, Duration.ofHours(1));
        timers.job(renewals::run, Duration.ofMinutes(10));
        timers.job(declarative::refresh, Duration.ofSeconds(2));
        timers.job(declarative::walk, Duration.ofMinutes(10));
    }

    @Override
    public void close() {
        pushes.close();
    }
}
