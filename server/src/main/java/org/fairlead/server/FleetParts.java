package org.fairlead.server;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.server.api.ApprovalRoutes;
import org.fairlead.server.api.CatalogueRoutes;
import org.fairlead.server.api.CommandRoutes;
import org.fairlead.server.api.ComplianceRoutes;
import org.fairlead.server.api.DeviceRoutes;
import org.fairlead.server.api.EnrolRoutes;
import org.fairlead.server.api.EventRoutes;
import org.fairlead.server.api.GroupRoutes;
import org.fairlead.server.api.NotificationRoutes;
import org.fairlead.server.api.OverviewRoutes;
import org.fairlead.server.api.PolicyFileRoutes;
import org.fairlead.server.api.PolicyRoutes;
import org.fairlead.server.api.ProfileRoutes;
import org.fairlead.server.api.RemoteRoutes;
import org.fairlead.server.api.RetireRoutes;
import org.fairlead.server.api.Route;
import org.fairlead.server.api.Routes;
import org.fairlead.server.api.RuleRoutes;
import org.fairlead.server.api.SearchRoutes;
import org.fairlead.server.api.TimelineRoutes;
import org.fairlead.server.api.TokenRoutes;
import org.fairlead.server.api.ViewRoutes;
import org.fairlead.server.core.command.ApprovalRules;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.command.Issuing;
import org.fairlead.server.core.comply.Compliance;
import org.fairlead.server.core.comply.ComplianceRules;
import org.fairlead.server.core.comply.HealthSweep;
import org.fairlead.server.core.comply.UserNotices;
import org.fairlead.server.core.device.Nudgers;
import org.fairlead.server.core.event.EventCodes;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.Events;
import org.fairlead.server.core.event.MailNotifier;
import org.fairlead.server.core.event.NotificationRule;
import org.fairlead.server.core.event.NotificationRules;
import org.fairlead.server.core.event.Notifications;
import org.fairlead.server.core.fleet.DevicePlacement;
import org.fairlead.server.core.fleet.DeviceService;
import org.fairlead.server.core.fleet.Enrolments;
import org.fairlead.server.core.invite.Invitations;
import org.fairlead.server.core.overview.Overviews;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.policy.DryRuns;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.GroupService;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.core.policy.ProfileAssigner;
import org.fairlead.server.core.profile.SecurityProfiles;
import org.fairlead.server.core.remote.RemoteAccess;
import org.fairlead.server.core.retire.Retirements;
import org.fairlead.server.core.rule.MovingRules;
import org.fairlead.server.core.rule.RuleRunner;
import org.fairlead.server.core.search.Search;
import org.fairlead.server.core.server.ServerSettings;
import org.fairlead.server.core.settings.SettingsRules;
import org.fairlead.server.core.sync.DesiredState;
import org.fairlead.server.core.sync.DeviceDesk;
import org.fairlead.server.core.sync.Ingest;
import org.fairlead.server.core.sync.LocalChanges;
import org.fairlead.server.core.sync.Presence;
import org.fairlead.server.core.token.EnrolmentTokens;
import org.fairlead.server.core.view.Views;
import org.fairlead.server.core.watch.SelfWatch;
import org.fairlead.server.store.PgApprovals;
import org.fairlead.server.store.PgCommands;
import org.fairlead.server.store.PgCompliance;
import org.fairlead.server.store.PgDevices;
import org.fairlead.server.store.PgEnrolmentTokens;
import org.fairlead.server.store.PgEvents;
import org.fairlead.server.store.PgFleet;
import org.fairlead.server.store.PgHealth;
import org.fairlead.server.store.PgInvitations;
import org.fairlead.server.store.PgMovingRules;
import org.fairlead.server.store.PgNotifications;
import org.fairlead.server.store.PgOverview;
import org.fairlead.server.store.PgPeople;
import org.fairlead.server.store.PgRemote;
import org.fairlead.server.store.PgRetire;
import org.fairlead.server.store.PgSearch;
import org.fairlead.server.store.PgStatusCounts;
import org.fairlead.server.store.PgSync;
import org.fairlead.server.store.PgViews;
import org.fairlead.server.webhook.Egress;
import org.fairlead.server.webhook.WebhookNotifier;

/** Groups, policies, devices and their synchronisation, wired over a {@link Foundation}. */
final class FleetParts implements AutoCloseable {
    final Fleet fleet;
    final PgFleet fleetStore;
    final PgDevices devices;
    final PgSync sync;
    final Presence presence;
    final DesiredState desired;
    final DeviceService service;
    final EnrolmentTokens tokens;
    final Invitations invitations;
    final MovingRules rules;
    final RuleRunner ruleRunner;
    final Overviews overviews;
    final Notifications notifications;
    private final NotificationRules notificationRules;
    private final WebhookNotifier webhook;
    private final Foundation base;
    final Events events;
    final Nudgers phones;
    final Approvals approvals;
    final Commands commands;
    final ProfileAssigner profiles;
    final SelfWatch watch;
    final HealthSweep health;
    final Compliance compliance;
    private final ComplianceRules complianceRules;
    final Retirements retirements;
    final CodeParts codes;
    private final RemoteAccess remote;
    private final Authorities authorities;

    FleetParts(Foundation base, Authorities authorities) {
        this.authorities = authorities;
        this.base = base;
        this.fleetStore = new PgFleet(base.workspace.id());
        base.work.runInTx(tx -> fleetStore.prepare(tx, "Managed devices", base.clock.instant()));
        this.fleet = new Fleet(
                base.work, fleetStore, new SettingsRules(Catalogue.load(), base.sealer), base.changes, base.clock);
        this.devices = new PgDevices(base.workspace.id(), fleet);
        PgNotifications notificationStore = new PgNotifications(base.workspace.id());
        this.webhook = new WebhookNotifier(new Egress(false), base.clock);
        this.notifications = new Notifications(
                base.work,
                notificationStore,
                devices,
                fleet,
                base.sealer,
                Map.of(
                        NotificationRule.Channel.MAIL,
                        new MailNotifier(base.work, base.mails),
                        NotificationRule.Channel.WEBHOOK,
                        webhook),
                base.clock);
        this.notificationRules =
                new NotificationRules(base.work, notificationStore, notifications, fleet, base.sealer, base.audit);
        this.events = new Events(
                base.work,
                new PgEvents(base.workspace.id(), fleet),
                level -> retention(base.settings.get().retentionDays(), level),
                notifications,
                base.changes,
                base.clock);
        events.maintain();
        this.sync = new PgSync(base.workspace.id());
        base.work.runInTx(sync::allOffline);
        this.presence = new Presence(base.gatewayWork, sync, base.changes);
        fleet.onChange(presence::nudgeGroups);
        this.desired = new DesiredState(fleet);
        this.phones = new Nudgers(presence);
        this.service = new DeviceService(
                base.work, devices, fleet, presence, phones, base.audit, events, base.changes, base.clock);
        this.profiles = new ProfileAssigner(base.work, fleet, fleetStore, phones, base.changes);
        profiles.prepare(base.clock.instant());
        PgCommands commandStore = new PgCommands(base.workspace.id(), fleet);
        this.approvals = new Approvals(
                base.work,
                new PgApprovals(base.workspace.id(), fleet),
                new Issuing(commandStore, phones, base.audit, base.changes),
                devices,
                fleet,
                base.audit,
                events,
                base.changes,
                base.clock);
        this.commands = new Commands(
                base.work,
                commandStore,
                approvals,
                devices,
                fleet,
                base.audit,
                events,
                base.changes,
                base.sealer,
                base.clock);
        this.retirements = new Retirements(
                base.work,
                new PgRetire(base.workspace.id(), fleet),
                devices,
                service,
                approvals,
                commands,
                phones,
                base.audit,
                events,
                base.changes,
                base.clock);
        PgCompliance rulesOfPhones = new PgCompliance(base.workspace.id(), fleet);
        this.compliance = new Compliance(
                base.work,
                rulesOfPhones,
                approvals,
                new UserNotices(rulesOfPhones, approvals, base.mails::add, base.clock),
                phones,
                base.audit,
                events,
                base.changes,
                base.clock);
        this.complianceRules =
                new ComplianceRules(base.work, rulesOfPhones, compliance, fleet, base.audit, base.changes, base.clock);
        this.health =
                new HealthSweep(base.work, new PgHealth(base.workspace.id()), compliance, base.changes, base.clock);
        this.watch =
                new SelfWatch(base.work, events, base.storage::room, base.auditStore::verify, sync::silent, base.clock);
        base.signIn.onRepeatedFailures(watch::failedSignIns);
        this.codes = new CodeParts(base, fleet, devices, presence, events, authorities);
        service.onLeave(codes.secrets);
        this.remote = new RemoteAccess(
                base.work,
                new PgRemote(base.workspace.id()),
                service,
                presence,
                base.sealer,
                base.audit,
                base.changes,
                base.clock);
        this.overviews =
                new Overviews(base.work, new PgOverview(base.workspace.id()), fleet, codes::causes, base.clock);
        PgMovingRules ruleStore = new PgMovingRules(base.workspace.id());
        this.rules = new MovingRules(base.work, ruleStore, fleet, base.audit, base.changes);
        this.ruleRunner = new RuleRunner(base.work, ruleStore, fleet, service, base.audit);
        service.onFacts(ruleRunner::reconsider);
        this.invitations = new Invitations(
                base.work, new PgInvitations(base.workspace.id()), base.sealer, base.changes, base.clock);
        this.tokens = new EnrolmentTokens(
                base.work, new PgEnrolmentTokens(base.workspace.id()), fleet, base.audit, base.changes, base.clock);
    }

    /** The part that speaks with devices; closed before the database. */
    record Devices(DeviceDesk desk, Ingest ingest, Enrolments enrolments) {}

    private static int retention(ServerSettings.Retention days, EventLevel level) {
        return switch (level) {
            case INFO -> days.info();
            case WARNING -> days.warning();
            case FAILURE -> days.failure();
            case CRITICAL -> days.critical();
        };
    }

    Devices devices() {
        Ingest ingest = new Ingest(
                base.gatewayWork,
                sync,
                events,
                commands,
                new LocalChanges(fleet, sync, devices, base.audit, presence),
                codes.use,
                remote,
                base.changes,
                base.clock);
        DeviceDesk desk = new DeviceDesk(
                base.gatewayWork,
                sync,
                devices,
                presence,
                desired,
                commands,
                codes.use,
                remote,
                ingest,
                events,
                fleet,
                authorities,
                base.workspace.id().toString(),
                ruleRunner::reconsider,
                base.clock);
        desk.onPhone(invitations::active);
        Enrolments enrolments = new Enrolments(
                base.gatewayWork,
                devices,
                new DevicePlacement(tokens, ruleRunner, invitations, fleet),
                fleet,
                desired,
                authorities,
                presence,
                base.audit,
                events,
                base.changes,
                base.clock);
        return new Devices(desk, ingest, enrolments);
    }

    /** The console's routes of this part. */
    List<Routes> routes() {
        PgStatusCounts counts = new PgStatusCounts(base.workspace.id());
        PolicyService policies = new PolicyService(fleet, fleetStore, base.audit, events, base.clock);
        DryRuns dryRuns = new DryRuns(fleet, fleetStore, base.work);
        return List.of(
                new CatalogueRoutes(fleet.rules().catalogue()),
                new GroupRoutes(fleet, new GroupService(fleet, fleetStore, base.audit, base.clock), counts, base.work),
                new DeviceRoutes(service, devices, base.work, fleet, desired),
                new PolicyFileRoutes(fleet, policies),
                new PolicyRoutes(fleet, policies, dryRuns, fleetStore, counts, base.work),
                new ProfileRoutes(
                        fleet,
                        new SecurityProfiles(
                                base.work, fleet, policies, dryRuns, new PgPeople(base.workspace.id()), counts)),
                new OverviewRoutes(overviews),
                new SearchRoutes(new Search(
                        base.work,
                        new PgSearch(base.workspace.id()),
                        fleet,
                        fleet.rules().catalogue(),
                        EventCodes.all().stream()
                                .map(e -> new Search.EventName(e.code(), e.title()))
                                .toList())),
                new ViewRoutes(new Views(base.work, new PgViews(base.workspace.id()), base.audit)),
                new TimelineRoutes(service, events, commands, base.auditStore),
                new CommandRoutes(commands),
                new ApprovalRoutes(
                        approvals,
                        new ApprovalRules(
                                base.work,
                                new PgApprovals(base.workspace.id(), fleet),
                                base.audit,
                                events,
                                base.changes,
                                base.clock)),
                new RetireRoutes(retirements),
                new ComplianceRoutes(complianceRules, service),
                codes.routes(),
                new RemoteRoutes(remote),
                new EventRoutes(events),
                new NotificationRoutes(notificationRules),
                new RuleRoutes(rules, ruleRunner, fleet),
                new TokenRoutes(tokens, fleet, base.clock));
    }

    /** The public port's routes. */
    List<Route<?, ?>> publicRoutes(Enrolments enrolments, Supplier<EnrolRoutes.Gateway> gateway) {
        return new EnrolRoutes(enrolments, base.workspace.name(), gateway).routes();
    }

    @Override
    public void close() {
        presence.flush();
        webhook.close();
    }
}
