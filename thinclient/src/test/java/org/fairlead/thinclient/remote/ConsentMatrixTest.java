package org.fairlead.thinclient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fairlead.rdp.ErrorInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every access mode with every answer, with and without a session, with every second mode and answer: what comes of it. */
class ConsentMatrixTest {
    private static final long NOW = 5_000_000;
    private static final long REQUEST_MILLIS = 90_000;
    private static final Visitor ANN = new Visitor("v1", "support", "10.0.0.1", "DESK");

    /** What the user does with the first question. */
    enum First {
        ALLOWS,
        DENIES,
        SAYS_NOTHING
    }

    /** Mode and answer for the screen of the session. */
    enum Second {
        AUTOMATIC(Mode.AUTOMATIC, null),
        REQUEST_ALLOWED(Mode.REQUEST, Input.Answer.ALLOW_SESSION),
        REQUEST_DENIED(Mode.REQUEST, Input.Answer.DENY_SESSION),
        REQUEST_UNANSWERED(Mode.REQUEST, null),
        DENY(Mode.DENY, null);

        private final Mode mode;
        private final Input.@Nullable Answer answer;

        Second(Mode mode, Input.@Nullable Answer answer) {
            this.mode = mode;
            this.answer = answer;
        }
    }

    /** When the session begins. */
    enum Session {
        NONE,
        BEFORE,
        DURING
    }

    record Case(Mode access, First first, Session session, Second second) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Mode access : Mode.values())
            for (First first : First.values())
                for (Session session : Session.values())
                    for (Second second : Second.values()) cases.add(new Case(access, first, session, second));
        return cases.stream();
    }

    /** Takes steps and keeps what is told and how it ended. */
    private static final class Run {
        private Consent consent;
        private final List<String> told = new ArrayList<>();
        private final List<ErrorInfo> closed = new ArrayList<>();
        private final List<Scene> shown = new ArrayList<>();
        private int passwords;

        Run(Consent start) {
            consent = start;
        }

        void step(Input input, long now) {
            Consent.Step step = consent.step(input, now);
            consent = step.next();
            for (Effect effect : step.effects()) {
                switch (effect) {
                    case Effect.Tell tell -> told.add(tell.code().substring(0, 3) + reason(tell));
                    case Effect.Close close -> closed.add(close.reason());
                    case Effect.Show show -> shown.add(show.scene());
                    case Effect.NewPassword ignored -> passwords++;
                    case Effect.LogOn ignored -> {}
                    case Effect.Busy ignored -> {}
                }
            }
        }

        private static String reason(Effect.Tell tell) {
            String name = tell.code().substring(tell.code().indexOf('.') + 1);
            Object reason = tell.details().get("reason");
            return "." + name + (reason == null ? "" : ":" + reason);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatComesOfItIsWhatTheDocumentationSays(Case c) {
        boolean before = c.session() == Session.BEFORE;
        Run run = new Run(new Consent(
                new Consent.Phase.Idle(), new Rules(c.access(), c.second().mode, REQUEST_MILLIS, 0, 0), before));
        run.step(new Input.Arrived(ANN), NOW);
        if (c.access() == Mode.DENY) {
            refused(run, "settings");
            return;
        }
        assertThat(run.shown).containsExactly(Scene.WAITING);
        long wait = c.access() == Mode.AUTOMATIC ? 30_000 : REQUEST_MILLIS;
        run.step(new Input.Tick(NOW), NOW + wait - 1);
        assertThat(run.consent.scene()).isEqualTo(Scene.WAITING);
        run.step(
                switch (c.first()) {
                    case ALLOWS -> Input.Answer.ALLOW;
                    case DENIES -> Input.Answer.DENY;
                    case SAYS_NOTHING -> new Input.Tick(NOW);
                },
                NOW + wait);
        if (c.first() == First.DENIES) {
            refused(run, "user");
            return;
        }
        if (c.first() == First.SAYS_NOTHING && c.access() == Mode.REQUEST) {
            refused(run, "no-answer");
            return;
        }
        assertThat(run.told)
                .contains(c.first() == First.ALLOWS ? "D12.remote-allowed" : "D12.remote-auto-accepted")
                .doesNotContain(c.first() == First.ALLOWS ? "D12.remote-auto-accepted" : "D12.remote-allowed");
        session(run, c, NOW + wait);
        ended(run, NOW + wait + 65_000);
    }

    private static void refused(Run run, String why) {
        assertThat(run.consent.visitor()).isNull();
        assertThat(run.closed).containsExactly(ErrorInfo.SERVER_DENIED_CONNECTION);
        assertThat(run.told).containsExactly("D12.remote-requested", "D12.remote-denied:" + why);
        assertThat(run.shown).doesNotContain(Scene.SCREEN, Scene.PRIVATE);
        assertThat(run.passwords).isZero();
    }

    private static void session(Run run, Case c, long now) {
        if (c.session() != Session.BEFORE) {
            assertThat(run.consent.scene()).isEqualTo(Scene.SCREEN);
            assertThat(run.told).noneMatch(code -> code.startsWith("D13"));
        }
        if (c.session() == Session.NONE) {
            return;
        }
        if (c.session() == Session.DURING) {
            run.step(new Input.SessionStarts(), now);
        }
        boolean asked = c.second().mode == Mode.REQUEST;
        boolean seen = c.second() == Second.AUTOMATIC;
        assertThat(run.consent.scene()).isEqualTo(seen ? Scene.SCREEN : Scene.PRIVATE);
        assertThat(run.consent.asksForSession()).isEqualTo(asked);
        assertThat(run.told.contains("D13.screen-requested")).isEqualTo(asked);
        Input.Answer answer = c.second().answer;
        if (answer != null) {
            run.step(answer, now);
        }
        boolean shown = seen || c.second() == Second.REQUEST_ALLOWED;
        assertThat(run.consent.scene()).isEqualTo(shown ? Scene.SCREEN : Scene.PRIVATE);
        assertThat(run.consent.asksForSession()).isEqualTo(c.second() == Second.REQUEST_UNANSWERED);
        assertThat(run.told.contains("D13.screen-allowed")).isEqualTo(c.second() == Second.REQUEST_ALLOWED);
        assertThat(run.told.contains("D13.screen-denied")).isEqualTo(c.second() == Second.REQUEST_DENIED);
        run.step(new Input.SessionEnds(), now);
        assertThat(run.consent.scene()).isEqualTo(Scene.SCREEN);
        assertThat(run.closed).isEmpty();
    }

    private static void ended(Run run, long now) {
        run.step(Input.Answer.TERMINATE, now);
        assertThat(run.consent.visitor()).isNull();
        assertThat(run.closed).containsExactly(ErrorInfo.RPC_INITIATED_DISCONNECT_BY_USER);
        assertThat(run.told).endsWith("D12.remote-ended:user");
        assertThat(run.passwords).isEqualTo(1);
    }
}
