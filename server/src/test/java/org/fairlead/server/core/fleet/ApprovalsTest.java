package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.ApprovalRules;
import org.fairlead.server.core.command.ApprovalSettings;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.Command;
import org.fairlead.server.core.command.CommandFilter;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.command.JournalEntry;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.store.PgCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalsTest {
    private static final CommandFilter ALL = new CommandFilter(null, Set.of(), Set.of());
    private World world;
    private Approvals approvals;
    private ApprovalRules rules;
    private Commands commands;
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Caller ann = somebody(Actor.Kind.ADMINISTRATOR, 1, Scope.EVERYWHERE, true);
    private final Caller bob = somebody(Actor.Kind.ADMINISTRATOR, 2, Scope.EVERYWHERE, true);

    @BeforeEach
    void start() throws Exception {
        world = new World();
        wire();
    }

    /** A server that has just started over the same database. */
    private void wire() {
        PgCommands store = new PgCommands(world.workspace, world.fleet);
        approvals = world.approvals(store, (devices, topic) -> {}, () -> now);
        rules = world.approvalRules(() -> now);
        commands = new Commands(
                world.unit,
                store,
                approvals,
                world.devices,
                world.fleet,
                world.audit,
                world.eventLog,
                world.changes,
                new World.XorSealer(),
                () -> now);
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void withoutASettingNothingWaits() {
        assertThat(wipe(ann, 3).approval()).isNull();
        assertThat(commands.list(ann, ALL, 10, Optional.empty())).hasSize(3);
    }

    @Test
    void fromTheNumberOfDevicesOnACommandWaitsForAnotherAdministrator() {
        settings(3, null);
        assertThat(wipe(ann, 2).approval()).isNull();
        Commands.Created waiting = wipe(ann, 3);
        assertThat(waiting.needsApproval()).isTrue();
        assertThat(waiting.commands()).isEmpty();
        assertThat(commands.list(ann, ALL, 10, Optional.empty())).hasSize(2);
        UUID id = waiting.approval();
        assertThatThrownBy(() -> approvals.approve(ann, id, ""))
                .isInstanceOfSatisfying(
                        Problem.Denied.class, p -> assertThat(p.code()).isEqualTo("own-request"));
        wire();
        Approval approved = approvals.approve(bob, id, "agreed");
        assertThat(approved.decidedBy()).isEqualTo("who-2");
        List<Command> sent = commands.list(ann, ALL, 10, Optional.empty());
        assertThat(sent).hasSize(5);
        Command one = sent.getFirst();
        assertThat(one.createdBy()).isEqualTo("who-1");
        assertThat(one.approvedBy()).isEqualTo("who-2");
        assertThat(one.journal()).extracting(JournalEntry::kind).startsWith("queued", "approved");
        assertThat(one.expiresAt()).isEqualTo(now.plus(Duration.ofDays(90)));
        assertThatThrownBy(() -> approvals.approve(bob, id, ""))
                .isInstanceOfSatisfying(
                        Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("approved"));
        assertThat(world.events).extracting(NewEvent::code).contains("S60.approval-asked", "S61.approval-given");
        assertThat(world.audited).contains("approval.ask", "approval.approve", "command.create");
    }

    @Test
    void smallCommandsAddUpInTheWindow() {
        settings(null, 3);
        wipe(ann, 2);
        assertThat(wipe(bob, 1).approval()).isNull();
        assertThat(wipe(bob, 1).approval()).isNotNull();
        now = now.plus(Duration.ofMinutes(61));
        assertThat(wipe(bob, 1).approval()).isNull();
    }

    @Test
    void onlyWhatDestroysOrShutsOutWaits() {
        settings(1, null);
        UUID phone = world.phone("android", "Android 14", Map.of());
        Commands.Created locked =
                commands.create(ann, new Commands.Wish(CommandKind.LOCK, Map.of(), List.of(phone), null, null, false));
        assertThat(locked.approval()).isNull();
        Commands.Created reset = commands.create(
                ann,
                new Commands.Wish(
                        CommandKind.RESET_PASSWORD,
                        Map.of("password", "S3cret-77", "reason", "lost"),
                        List.of(phone),
                        null,
                        null,
                        false));
        assertThat(reset.approval()).isNotNull();
        assertThat(Commands.shown(approvals.get(bob, reset.approval()).params()).toString())
                .doesNotContain("S3cret-77");
    }

    @Test
    void ofTwoWhoDecideAtOnceOneIsHeard() throws Exception {
        settings(1, null);
        UUID id = wipe(ann, 4).approval();
        Caller eve = somebody(Actor.Kind.ADMINISTRATOR, 3, Scope.EVERYWHERE, true);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Caller caller : List.of(bob, eve)) {
                answers.add(threads.submit(() -> {
                    go.await();
                    try {
                        return approvals.approve(caller, id, "").state().wire();
                    } catch (Problem.Conflict e) {
                        return "too late: " + e.code();
                    }
                }));
            }
            go.countDown();
        }
        List<String> heard = new ArrayList<>();
        for (Future<String> answer : answers) {
            heard.add(answer.get());
        }
        assertThat(heard).containsExactlyInAnyOrder("approved", "too late: approved");
        assertThat(commands.list(ann, ALL, 10, Optional.empty())).hasSize(4);
    }

    @Test
    void whoHasNoRightOrIsATokenOrHasNotConfirmedDecidesNothing() {
        settings(1, null);
        UUID group = world.groups
                .create(world.admin, "Sales", world.fleet.tree().root())
                .id();
        UUID id = wipe(ann, 1).approval();
        Caller elsewhere = somebody(Actor.Kind.ADMINISTRATOR, 4, Scope.subtrees(Set.of(group)), true);
        assertThatThrownBy(() -> approvals.approve(elsewhere, id, "")).isInstanceOf(Problem.NotFound.class);
        assertThat(approvals.list(elsewhere, null, 10, Optional.empty())).isEmpty();
        assertThat(approvals.list(bob, Approval.State.WAITING, 10, Optional.empty()))
                .hasSize(1);
        Caller token = somebody(Actor.Kind.TOKEN, 5, Scope.EVERYWHERE, true);
        assertThatThrownBy(() -> approvals.approve(token, id, ""))
                .isInstanceOfSatisfying(
                        Problem.Denied.class, p -> assertThat(p.code()).isEqualTo("session-only"));
        Caller unsure = somebody(Actor.Kind.ADMINISTRATOR, 6, Scope.EVERYWHERE, false);
        assertThatThrownBy(() -> approvals.approve(unsure, id, "")).isInstanceOf(AccessDenied.class);
        assertThat(commands.list(ann, ALL, 10, Optional.empty())).isEmpty();
    }

    @Test
    void aRequestIsRefusedWithAReasonWithdrawnOrExpires() {
        settings(1, null);
        UUID first = wipe(ann, 1).approval();
        assertThatThrownBy(() -> approvals.refuse(bob, first, " ")).isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> approvals.refuse(bob, first, "x".repeat(501))).isInstanceOf(Problem.Invalid.class);
        assertThat(approvals.refuse(bob, first, "x".repeat(500)).state()).isEqualTo(Approval.State.REFUSED);
        UUID second = wipe(ann, 1).approval();
        assertThatThrownBy(() -> approvals.withdraw(bob, second)).isInstanceOf(Problem.Denied.class);
        assertThat(approvals.withdraw(ann, second).state()).isEqualTo(Approval.State.WITHDRAWN);
        UUID third = wipe(ann, 1).approval();
        now = now.plus(Duration.ofHours(24)).minusSeconds(1);
        assertThat(approvals.expire()).isZero();
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> approvals.approve(bob, third, ""))
                .isInstanceOfSatisfying(
                        Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("expired"));
        assertThat(approvals.expire()).isEqualTo(1);
        assertThat(approvals.get(bob, third).state()).isEqualTo(Approval.State.EXPIRED);
        assertThat(commands.list(ann, ALL, 10, Optional.empty())).isEmpty();
        assertThat(world.events).extracting(NewEvent::code).contains("S62.approval-refused", "S63.approval-expired");
    }

    @Test
    void aDryRunSaysWhetherASecondAdministratorIsNeededAndWhoWillRefuse() {
        settings(2, null);
        UUID able = world.phone("android", "Android 14", Map.of("mode", "device-owner", "apiLevel", 34));
        UUID unable = world.phone("android", "Android 14", Map.of("mode", "profile-owner", "apiLevel", 34));
        UUID client = world.enrol("a").device();
        Commands.Created dry = commands.create(
                ann,
                new Commands.Wish(
                        CommandKind.WIPE, Map.of("reason", "lost"), List.of(able, unable, client), null, null, true));
        assertThat(dry.targets()).isEqualTo(2);
        assertThat(dry.needsApproval()).isTrue();
        assertThat(dry.refused()).extracting(Commands.Refusal::id).containsExactly(client);
        assertThat(dry.doubts()).extracting(Commands.Doubt::id).containsExactly(unable);
        assertThat(approvals.list(bob, null, 10, Optional.empty())).isEmpty();
    }

    @Test
    void settingsAreCheckedAndNobodyOverwritesAnothersChange() {
        settings(100_000, 100_000);
        for (ApprovalSettings bad : List.of(
                new ApprovalSettings(1, 0, null, 60, 24),
                new ApprovalSettings(1, 100_001, null, 60, 24),
                new ApprovalSettings(1, 1, null, 0, 24),
                new ApprovalSettings(1, 1, null, 60, 721))) {
            assertThatThrownBy(() -> rules.change(ann, bad)).isInstanceOf(Problem.Invalid.class);
        }
        assertThatThrownBy(() -> rules.change(ann, new ApprovalSettings(0, 1, null, 60, 24)))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(world.events).extracting(NewEvent::code).contains("S64.approval-settings");
    }

    @Test
    void moreApprovalComesAtOnceLessOnlyWhenAnotherAdministratorAgrees() {
        ApprovalSettings base = new ApprovalSettings(1, 5, 20, 60, 24);
        rules.change(ann, new ApprovalSettings(0, 5, 20, 60, 24));
        List<ApprovalSettings> looser = List.of(
                new ApprovalSettings(1, 6, 20, 60, 24),
                new ApprovalSettings(1, null, 20, 60, 24),
                new ApprovalSettings(1, 5, 21, 60, 24),
                new ApprovalSettings(1, 5, null, 60, 24),
                new ApprovalSettings(1, 5, 20, 59, 24),
                new ApprovalSettings(1, 1, 21, 60, 24));
        for (ApprovalSettings wanted : looser) {
            ApprovalRules.Standing standing = rules.change(ann, wanted);
            assertThat(standing.settings()).as(wanted.toString()).isEqualTo(base);
            assertThat(standing.wish()).isNotNull();
            assertThatThrownBy(() -> rules.approve(ann))
                    .isInstanceOfSatisfying(
                            Problem.Denied.class, p -> assertThat(p.code()).isEqualTo("own-request"));
            assertThatThrownBy(() -> rules.change(bob, wanted))
                    .isInstanceOfSatisfying(
                            Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("change-waits"));
            assertThat(rules.refuse(bob).wish()).isNull();
            assertThat(rules.settings()).isEqualTo(base);
        }
        rules.change(ann, looser.getFirst());
        assertThatThrownBy(() -> rules.approve(somebody(Actor.Kind.TOKEN, 5, Scope.EVERYWHERE, true)))
                .isInstanceOfSatisfying(
                        Problem.Denied.class, p -> assertThat(p.code()).isEqualTo("session-only"));
        assertThatThrownBy(() -> rules.approve(somebody(Actor.Kind.ADMINISTRATOR, 6, Scope.EVERYWHERE, false)))
                .isInstanceOf(AccessDenied.class);
        assertThat(rules.approve(bob).settings().devicesPerCommand()).isEqualTo(6);
        assertThatThrownBy(() -> rules.approve(bob)).isInstanceOf(Problem.NotFound.class);
        ApprovalRules.Standing tighter = rules.change(ann, new ApprovalSettings(2, 1, 2, 600, 1));
        assertThat(tighter.wish()).isNull();
        assertThat(tighter.settings()).isEqualTo(new ApprovalSettings(3, 1, 2, 600, 1));
        assertThat(world.events).extracting(NewEvent::code).contains("S67.approval-loosening");
        assertThat(world.audited).contains("approval.settings-ask", "approval.settings-refuse", "approval.settings");
    }

    @Test
    void aWishForLessApprovalEndsWithItsTimeAndWithAnyOtherChange() {
        rules.change(ann, new ApprovalSettings(0, 5, null, 60, 2));
        rules.change(ann, new ApprovalSettings(1, null, null, 60, 2));
        now = now.plus(Duration.ofHours(2)).minusSeconds(1);
        assertThat(rules.standing().wish()).isNotNull();
        now = now.plusSeconds(1);
        assertThat(rules.standing().wish()).isNull();
        assertThatThrownBy(() -> rules.approve(bob)).isInstanceOf(Problem.NotFound.class);
        rules.change(ann, new ApprovalSettings(1, null, null, 60, 2));
        rules.change(ann, new ApprovalSettings(1, 4, null, 60, 2));
        assertThatThrownBy(() -> rules.approve(bob)).isInstanceOf(Problem.NotFound.class);
        assertThat(rules.settings().devicesPerCommand()).isEqualTo(4);
    }

    @Test
    void wipesThatAreAskedForAtOnceNeverPassTheWindowTogether() throws Exception {
        settings(null, 5);
        List<List<UUID>> phones = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            phones.add(List.of(
                    world.phone("android", "Android 14", Map.of()), world.phone("android", "Android 14", Map.of())));
        }
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Commands.Created>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(phones.size())) {
            for (List<UUID> two : phones) {
                answers.add(threads.submit(() -> {
                    go.await();
                    return commands.create(
                            ann,
                            new Commands.Wish(CommandKind.WIPE, Map.of("reason", "stolen"), two, null, null, false));
                }));
            }
            go.countDown();
        }
        int sent = 0;
        int waiting = 0;
        for (Future<Commands.Created> answer : answers) {
            sent += answer.get().commands().size();
            waiting += answer.get().approval() == null ? 0 : 1;
        }
        assertThat(sent).isEqualTo(4);
        assertThat(waiting).isEqualTo(10);
        assertThat(commands.list(ann, ALL, 100, Optional.empty())).hasSize(4);
    }

    private void settings(Integer perCommand, Integer inWindow) {
        rules.change(ann, new ApprovalSettings(rules.settings().revision(), perCommand, inWindow, 60, 24));
    }

    private Commands.Created wipe(Caller caller, int phones) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < phones; i++) {
            ids.add(world.phone("android", "Android 14", Map.of()));
        }
        return commands.create(
                caller, new Commands.Wish(CommandKind.WIPE, Map.of("reason", "stolen"), ids, null, null, false));
    }

    static Caller somebody(Actor.Kind kind, long id, Scope scope, boolean confirmed) {
        return new Caller() {
            @Override
            public Actor actor() {
                return new Actor(kind, new UUID(0, id), "who-" + id, "127.0.0.1");
            }

            @Override
            public Scope scope(Right right) {
                return scope;
            }

            @Override
            public void requireStepUp() {
                if (!confirmed) {
                    throw new AccessDenied("step-up", "confirm that it is you");
                }
            }
        };
    }
}
