package org.fairlead.thinclient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.thinclient.remote.Consent.Phase;
import org.junit.jupiter.api.Test;

class ConsentTest {
    private static final long NOW = 1_000_000;
    private static final Visitor ANN = new Visitor("ann", "support", "10.0.0.1", "DESK");
    private static final Visitor BOB = new Visitor("bob", "support", "10.0.0.2", "LAPTOP");

    private static Rules rules(Mode access, Mode session) {
        return new Rules(access, session, 120_000, 0, 0);
    }

    private static Consent idle(Mode access, Mode session, boolean runs) {
        return new Consent(new Phase.Idle(), rules(access, session), runs);
    }

    private static Consent after(Consent consent, Input... inputs) {
        Consent next = consent;
        for (Input input : inputs) {
            next = next.step(input, NOW).next();
        }
        return next;
    }

    private static Input arrival() {
        return new Input.Arrived(ANN);
    }

    /** Every state that can differ in what it answers. */
    private static List<Consent> states() {
        List<Consent> states = new ArrayList<>();
        for (Mode access : Mode.values()) {
            for (Mode session : Mode.values()) {
                for (boolean runs : new boolean[] {false, true}) {
                    Rules rules = rules(access, session);
                    states.add(new Consent(new Phase.Idle(), rules, runs));
                    for (boolean automatic : new boolean[] {false, true}) {
                        states.add(new Consent(new Phase.Asking(ANN, NOW, NOW + 10, automatic), rules, runs));
                        states.add(new Consent(new Phase.Asking(ANN, NOW - 10, NOW, automatic), rules, runs));
                    }
                    for (Mode strictest : Mode.values()) {
                        for (int bits = 0; bits < 8; bits++) {
                            states.add(new Consent(
                                    new Phase.Admitted(
                                            ANN, NOW - 5_000, strictest, bits % 2 == 1, bits / 2 % 2 == 1, bits > 3),
                                    rules,
                                    runs));
                        }
                    }
                }
            }
        }
        return states;
    }

    private static List<Input> inputs() {
        List<Input> inputs = new ArrayList<>(List.of(
                new Input.Arrived(BOB),
                new Input.Gone("ann"),
                new Input.Gone("bob"),
                new Input.Tick(NOW),
                new Input.SessionStarts(),
                new Input.SessionEnds(),
                new Input.EndedByServer("ann"),
                new Input.EndedByServer("bob"),
                new Input.Stops(),
                new Input.DisplayLost()));
        inputs.addAll(List.of(Input.Answer.values()));
        for (Mode access : Mode.values()) {
            for (Mode session : Mode.values()) {
                inputs.add(new Input.Changed(rules(access, session)));
            }
        }
        return inputs;
    }

    @Test
    void inEveryStateEveryInputKeepsThePromisesToTheUser() {
        int steps = 0;
        for (Consent state : states()) {
            for (Input input : inputs()) {
                Consent.Step step = state.step(input, NOW);
                String what = state + " " + input + " -> " + step;
                onlyAnAdmittedVisitorSeesTheScreen(state, input, step, what);
                noSessionIsSeenWithoutLeave(state, step, what);
                thePictureFollowsTheState(state, step, what);
                whoLeavesIsToldOnce(state, input, step, what);
                steps++;
            }
        }
        assertThat(steps).isEqualTo(states().size() * inputs().size()).isGreaterThan(10_000);
    }

    private static void onlyAnAdmittedVisitorSeesTheScreen(
            Consent before, Input input, Consent.Step step, String what) {
        Consent after = step.next();
        if (after.scene() == Scene.SCREEN) {
            assertThat(after.phase()).as(what).isInstanceOf(Phase.Admitted.class);
        }
        if (after.phase() instanceof Phase.Admitted && !(before.phase() instanceof Phase.Admitted)) {
            assertThat(before.phase()).as(what).isInstanceOf(Phase.Asking.class);
            boolean yes = input == Input.Answer.ALLOW;
            boolean silence = input instanceof Input.Tick
                    && before.phase() instanceof Phase.Asking asking
                    && asking.automatic()
                    && NOW >= asking.deadline();
            assertThat(yes || silence).as(what).isTrue();
            assertThat(step.effects()).as(what).contains(new Effect.LogOn("ann"));
        }
    }

    private static void noSessionIsSeenWithoutLeave(Consent before, Consent.Step step, String what) {
        if (step.next().session() && step.next().phase() instanceof Phase.Admitted a) {
            if (step.next().scene() == Scene.SCREEN) {
                assertThat(a.granted() || a.sessionMode() == Mode.AUTOMATIC)
                        .as(what)
                        .isTrue();
            }
            boolean newlyGranted = a.granted() && !(before.phase() instanceof Phase.Admitted b && b.granted());
            if (newlyGranted) {
                assertThat(a.sessionMode()).as(what).isEqualTo(Mode.REQUEST);
                assertThat(before.scene()).as(what).isEqualTo(Scene.PRIVATE);
            }
        }
    }

    private static void thePictureFollowsTheState(Consent before, Consent.Step step, String what) {
        Consent after = step.next();
        List<Effect> shows =
                step.effects().stream().filter(e -> e instanceof Effect.Show).toList();
        Visitor visitor = after.visitor();
        boolean other = visitor != null
                && (!visitor.equals(before.visitor()) || !Objects.equals(after.scene(), before.scene()));
        if (other) {
            assertThat(shows).as(what).containsExactly(new Effect.Show(visitor.id(), after.scene()));
            assertThat(step.effects().getFirst()).as(what).isEqualTo(shows.getFirst());
        } else {
            assertThat(shows).as(what).isEmpty();
        }
    }

    private static void whoLeavesIsToldOnce(Consent before, Input input, Consent.Step step, String what) {
        Visitor was = before.visitor();
        List<Effect> closes =
                step.effects().stream().filter(e -> e instanceof Effect.Close).toList();
        boolean left = was != null && step.next().visitor() == null;
        boolean byHimself = input instanceof Input.Gone;
        assertThat(closes).as(what).hasSize(left && !byHimself || refusedAtTheDoor(before, input) ? 1 : 0);
        assertThat(step.effects().stream().filter(e -> e instanceof Effect.NewPassword))
                .as(what)
                .hasSize(left && before.phase() instanceof Phase.Admitted ? 1 : 0);
        if (step.next().rules().access() == Mode.DENY && input instanceof Input.Changed) {
            assertThat(step.next().visitor()).as(what).isNull();
        }
        if (input instanceof Input.Arrived && was != null) {
            assertThat(step.next()).as(what).isEqualTo(before);
            assertThat(step.effects()).as(what).containsExactly(new Effect.Busy(BOB));
        }
    }

    private static boolean refusedAtTheDoor(Consent before, Input input) {
        return input instanceof Input.Arrived
                && before.visitor() == null
                && before.rules().access() == Mode.DENY;
    }

    @Test
    void theAutomaticModeLetsInAfterExactlyThirtySeconds() {
        Consent asking = after(idle(Mode.AUTOMATIC, Mode.DENY, false), arrival());
        assertThat(asking.step(new Input.Tick(NOW), NOW + 29_999).next().scene())
                .isEqualTo(Scene.WAITING);
        assertThat(asking.step(new Input.Tick(NOW), NOW + 30_000).next().scene())
                .isEqualTo(Scene.SCREEN);
    }

    @Test
    void aRequestIsRefusedWhenItsTimeIsOver() {
        Consent asking = after(idle(Mode.REQUEST, Mode.DENY, false), arrival());
        assertThat(asking.step(new Input.Tick(NOW), NOW + 119_999).next().scene())
                .isEqualTo(Scene.WAITING);
        Consent.Step late = asking.step(new Input.Tick(NOW), NOW + 120_000);
        assertThat(late.next().visitor()).isNull();
        assertThat(late.effects()).contains(new Effect.Close("ann", ErrorInfo.SERVER_DENIED_CONNECTION));
    }

    @Test
    void aVisitorWhoDoesNothingIsSentAwayWhenTheIdleTimeIsOverAndAtNoMomentBefore() {
        Consent visit = limited(60_000, 0);
        assertThat(visit.step(new Input.Tick(0), NOW + 59_999).next()).isEqualTo(visit);
        Consent.Step over = visit.step(new Input.Tick(0), NOW + 60_000);
        assertThat(over.next().visitor()).isNull();
        assertThat(over.effects()).contains(new Effect.Close("ann", ErrorInfo.IDLE_TIMEOUT), new Effect.NewPassword());
        assertThat(visit.step(new Input.Tick(NOW + 10_000), NOW + 69_999).next())
                .isEqualTo(visit);
        assertThat(visit.step(new Input.Tick(NOW + 10_000), NOW + 70_000).next().visitor())
                .isNull();
    }

    @Test
    void aVisitEndsWhenItsTimeIsOverWhateverTheVisitorDoes() {
        Consent visit = limited(0, 90_000);
        assertThat(visit.step(new Input.Tick(NOW + 89_999), NOW + 89_999).next())
                .isEqualTo(visit);
        Consent.Step over = visit.step(new Input.Tick(NOW + 90_000), NOW + 90_000);
        assertThat(over.next().visitor()).isNull();
        assertThat(over.effects()).contains(new Effect.Close("ann", ErrorInfo.LOGON_TIMEOUT));
    }

    private static Consent limited(long idleMillis, long visitMillis) {
        Rules rules = new Rules(Mode.REQUEST, Mode.REQUEST, 120_000, idleMillis, visitMillis);
        return after(new Consent(new Phase.Idle(), rules, false), arrival(), Input.Answer.ALLOW);
    }

    @Test
    void eachEndHasItsReason() {
        Consent asking = after(idle(Mode.REQUEST, Mode.DENY, false), arrival());
        Consent shared = after(asking, Input.Answer.ALLOW);
        assertThat(asking.step(Input.Answer.DENY, NOW).effects())
                .contains(new Effect.Close("ann", ErrorInfo.SERVER_DENIED_CONNECTION));
        assertThat(shared.step(Input.Answer.TERMINATE, NOW).effects())
                .contains(new Effect.Close("ann", ErrorInfo.RPC_INITIATED_DISCONNECT_BY_USER));
        assertThat(shared.step(new Input.EndedByServer("ann"), NOW).effects())
                .contains(new Effect.Close("ann", ErrorInfo.RPC_INITIATED_DISCONNECT));
        assertThat(shared.step(new Input.Changed(rules(Mode.DENY, Mode.DENY)), NOW)
                        .effects())
                .contains(new Effect.Close("ann", ErrorInfo.RPC_INITIATED_DISCONNECT));
        assertThat(shared.step(new Input.DisplayLost(), NOW).effects())
                .contains(new Effect.Close("ann", ErrorInfo.GRAPHICS_SUBSYSTEM_FAILED));
    }

    @Test
    void aSessionIsAskedForEachTimeItStarts() {
        Consent shared = after(idle(Mode.REQUEST, Mode.REQUEST, false), arrival(), Input.Answer.ALLOW);
        Consent hidden = after(shared, new Input.SessionStarts());
        assertThat(hidden.scene()).isEqualTo(Scene.PRIVATE);
        assertThat(hidden.asksForSession()).isTrue();
        Consent seen = after(hidden, Input.Answer.ALLOW_SESSION);
        assertThat(seen.scene()).isEqualTo(Scene.SCREEN);
        Consent again = after(seen, new Input.SessionEnds(), new Input.SessionStarts());
        assertThat(again.scene()).isEqualTo(Scene.PRIVATE);
        assertThat(again.asksForSession()).isTrue();
    }

    @Test
    void whoDeclinedToShowTheSessionMayChangeHisMindAndIsNotAskedAgain() {
        Consent declined =
                after(idle(Mode.REQUEST, Mode.REQUEST, true), arrival(), Input.Answer.ALLOW, Input.Answer.DENY_SESSION);
        assertThat(declined.scene()).isEqualTo(Scene.PRIVATE);
        assertThat(declined.asksForSession()).isFalse();
        assertThat(after(declined, Input.Answer.ALLOW_SESSION).scene()).isEqualTo(Scene.SCREEN);
        assertThat(after(declined, new Input.SessionEnds()).scene()).isEqualTo(Scene.SCREEN);
    }

    @Test
    void aSessionThatIsDeniedBySettingsIsShownToNobody() {
        Consent shared = after(idle(Mode.AUTOMATIC, Mode.DENY, true), arrival(), Input.Answer.ALLOW);
        assertThat(shared.scene()).isEqualTo(Scene.PRIVATE);
        assertThat(shared.asksForSession()).isFalse();
        assertThat(after(shared, Input.Answer.ALLOW_SESSION)).isEqualTo(shared);
    }

    @Test
    void anAdministratorCannotOpenTheSessionByChangingTheSettingsHeSees() {
        Consent shared = after(idle(Mode.REQUEST, Mode.DENY, false), arrival(), Input.Answer.ALLOW);
        Consent milder =
                after(shared, new Input.Changed(rules(Mode.AUTOMATIC, Mode.AUTOMATIC)), new Input.SessionStarts());
        assertThat(milder.scene()).isEqualTo(Scene.PRIVATE);
    }

    @Test
    void aPauseOutlivesTheSession() {
        Consent paused = after(
                idle(Mode.REQUEST, Mode.REQUEST, false),
                arrival(),
                Input.Answer.ALLOW,
                Input.Answer.PAUSE,
                new Input.SessionStarts());
        assertThat(paused.scene()).isEqualTo(Scene.PAUSED);
        assertThat(after(paused, Input.Answer.RESUME).scene()).isEqualTo(Scene.PRIVATE);
        assertThat(after(paused, new Input.SessionEnds(), Input.Answer.RESUME).scene())
                .isEqualTo(Scene.SCREEN);
    }
}
