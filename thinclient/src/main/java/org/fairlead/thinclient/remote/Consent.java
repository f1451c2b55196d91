package org.fairlead.thinclient.remote;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.rdp.ErrorInfo;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the screen now, as a pure state machine: a step takes an input and gives the next value and what to do. Times
 * are milliseconds of a clock that never goes back. A visitor is authenticated before he arrives here.
 *
 * @param session whether a remote session of the user runs or is about to
 */
public record Consent(Phase phase, Rules rules, boolean session) {
    /** After so long without an answer the automatic mode lets in. */
    public static final long AUTOMATIC_MILLIS = 30_000;

    /** How far it is with the visitor. */
    public sealed interface Phase {
        /** Nobody is here. */
        record Idle() implements Phase {}

        /** The user is asked; at the deadline the answer is yes in the automatic mode, else no. */
        record Asking(Visitor visitor, long since, long deadline, boolean automatic) implements Phase {}

        /**
         * The user let the visitor in.
         *
         * @param sessionMode the strictest mode for sessions since he came
         * @param granted the user shows the running session
         * @param declined the user has refused to show it
         */
        record Admitted(
                Visitor visitor, long since, Mode sessionMode, boolean granted, boolean declined, boolean paused)
                implements Phase {}
    }

    /** The next value and what to do. */
    public record Step(Consent next, List<Effect> effects) {}

    public static Consent closed() {
        return new Consent(new Phase.Idle(), Rules.CLOSED, false);
    }

    /** Who is here. */
    public @Nullable Visitor visitor() {
        return switch (phase) {
            case Phase.Idle ignored -> null;
            case Phase.Asking asking -> asking.visitor();
            case Phase.Admitted admitted -> admitted.visitor();
        };
    }

    /** What the visitor sees; null when nobody is here. */
    public @Nullable Scene scene() {
        return switch (phase) {
            case Phase.Idle ignored -> null;
            case Phase.Asking ignored -> Scene.WAITING;
            case Phase.Admitted a when a.paused() -> Scene.PAUSED;
            case Phase.Admitted a when session && !a.granted() && a.sessionMode() != Mode.AUTOMATIC -> Scene.PRIVATE;
            case Phase.Admitted ignored -> Scene.SCREEN;
        };
    }

    /** Whether the user may be asked to show the session, and has not said no. */
    public boolean asksForSession() {
        return scene() == Scene.PRIVATE
                && phase instanceof Phase.Admitted a
                && a.sessionMode() == Mode.REQUEST
                && !a.declined();
    }

    /** When {@link Input.Tick} matters next; {@code Long.MAX_VALUE} when it does not. */
    public long deadline() {
        return phase instanceof Phase.Asking asking ? asking.deadline() : Long.MAX_VALUE;
    }

    public Step step(Input input, long now) {
        List<Effect> effects = new ArrayList<>();
        Consent next = switch (input) {
            case Input.Arrived arrived -> arrived(arrived.visitor(), now, effects);
            case Input.Gone gone -> isHere(gone.id()) ? gone(now, effects) : this;
            case Input.EndedByServer ended ->
                isHere(ended.id()) ? end(ErrorInfo.RPC_INITIATED_DISCONNECT, "administrator", now, effects) : this;
            case Input.Stops ignored -> end(ErrorInfo.RPC_INITIATED_DISCONNECT, "device", now, effects);
            case Input.DisplayLost ignored -> end(ErrorInfo.GRAPHICS_SUBSYSTEM_FAILED, "display", now, effects);
            case Input.Changed changed -> changed(changed.rules(), now, effects);
            case Input.Tick tick -> tick(tick.lastInput(), now, effects);
            case Input.SessionStarts ignored -> withSession(true);
            case Input.SessionEnds ignored -> session ? withSession(false) : this;
            case Input.Answer answer -> answer(answer, now, effects);
        };
        return new Step(next, shown(next, effects));
    }

    /** The change of the picture comes first of all. */
    private List<Effect> shown(Consent next, List<Effect> effects) {
        Visitor visitor = next.visitor();
        Scene scene = next.scene();
        boolean asksAnew = next.asksForSession() && !asksForSession();
        if (visitor != null && scene != null && (!visitor.equals(visitor()) || scene != scene())) {
            effects.addFirst(new Effect.Show(visitor.id(), scene));
        }
        if (visitor != null && asksAnew) {
            effects.add(tell(EventCode.SCREEN_REQUESTED, visitor, Map.of()));
        }
        return List.copyOf(effects);
    }

    private boolean isHere(String id) {
        Visitor visitor = visitor();
        return visitor != null && visitor.id().equals(id);
    }

    private Consent arrived(Visitor visitor, long now, List<Effect> effects) {
        if (visitor() != null) {
            effects.add(new Effect.Busy(visitor));
            return this;
        }
        effects.add(tell(EventCode.REMOTE_REQUESTED, visitor, Map.of()));
        if (rules.access() == Mode.DENY) {
            effects.add(new Effect.Close(visitor.id(), ErrorInfo.SERVER_DENIED_CONNECTION));
            effects.add(tell(EventCode.REMOTE_DENIED, visitor, Map.of("reason", "settings")));
            return this;
        }
        boolean automatic = rules.access() == Mode.AUTOMATIC;
        long wait = automatic ? AUTOMATIC_MILLIS : rules.requestMillis();
        return with(new Phase.Asking(visitor, now, now + wait, automatic));
    }

    private Consent gone(long now, List<Effect> effects) {
        Visitor visitor = visitor();
        if (visitor == null) {
            return this;
        }
        effects.add(tell(EventCode.REMOTE_ENDED, visitor, ended("client", now)));
        if (phase instanceof Phase.Admitted) {
            effects.add(new Effect.NewPassword());
        }
        return with(new Phase.Idle());
    }

    private Consent end(ErrorInfo reason, String why, long now, List<Effect> effects) {
        Visitor visitor = visitor();
        if (visitor == null) {
            return this;
        }
        effects.add(new Effect.Close(visitor.id(), reason));
        effects.add(tell(EventCode.REMOTE_ENDED, visitor, ended(why, now)));
        if (phase instanceof Phase.Admitted) {
            effects.add(new Effect.NewPassword());
        }
        return with(new Phase.Idle());
    }

    private Consent refuse(Visitor visitor, String why, List<Effect> effects) {
        effects.add(new Effect.Close(visitor.id(), ErrorInfo.SERVER_DENIED_CONNECTION));
        effects.add(tell(EventCode.REMOTE_DENIED, visitor, Map.of("reason", why)));
        return with(new Phase.Idle());
    }

    private Consent admit(Visitor visitor, String code, long now, List<Effect> effects) {
        effects.add(new Effect.LogOn(visitor.id()));
        effects.add(tell(code, visitor, Map.of()));
        return with(new Phase.Admitted(visitor, now, rules.session(), false, false, false));
    }

    private Consent tick(long lastInput, long now, List<Effect> effects) {
        if (phase instanceof Phase.Admitted a) {
            long idleSince = Math.max(a.since(), lastInput);
            if (rules.idleMillis() > 0 && now - idleSince >= rules.idleMillis()) {
                return end(ErrorInfo.IDLE_TIMEOUT, "idle", now, effects);
            }
            return rules.visitMillis() > 0 && now - a.since() >= rules.visitMillis()
                    ? end(ErrorInfo.LOGON_TIMEOUT, "time-limit", now, effects)
                    : this;
        }
        if (!(phase instanceof Phase.Asking asking) || now < asking.deadline()) {
            return this;
        }
        return asking.automatic()
                ? admit(asking.visitor(), EventCode.REMOTE_AUTO_ACCEPTED, now, effects)
                : refuse(asking.visitor(), "no-answer", effects);
    }

    private Consent changed(Rules fresh, long now, List<Effect> effects) {
        Consent changed = new Consent(phase, fresh, session);
        if (fresh.access() == Mode.DENY) {
            return changed.end(ErrorInfo.RPC_INITIATED_DISCONNECT, "settings", now, effects);
        }
        return switch (phase) {
            case Phase.Idle ignored -> changed;
            // a mode that became stricter holds at once, one that became milder for the next visitor
            case Phase.Asking a
            when a.automatic() && fresh.access() == Mode.REQUEST ->
                changed.with(new Phase.Asking(a.visitor(), a.since(), now + fresh.requestMillis(), false));
            case Phase.Asking ignored -> changed;
            case Phase.Admitted a ->
                changed.with(new Phase.Admitted(
                        a.visitor(),
                        a.since(),
                        Mode.strictest(a.sessionMode(), fresh.session()),
                        a.granted() && fresh.session() != Mode.DENY,
                        a.declined(),
                        a.paused()));
        };
    }

    private Consent answer(Input.Answer answer, long now, List<Effect> effects) {
        if (phase instanceof Phase.Asking asking) {
            return switch (answer) {
                case ALLOW -> admit(asking.visitor(), EventCode.REMOTE_ALLOWED, now, effects);
                case DENY, TERMINATE -> refuse(asking.visitor(), "user", effects);
                case ALLOW_SESSION, DENY_SESSION, PAUSE, RESUME -> this;
            };
        }
        if (!(phase instanceof Phase.Admitted a)) {
            return this;
        }
        return switch (answer) {
            case ALLOW, DENY -> this;
            case TERMINATE -> end(ErrorInfo.RPC_INITIATED_DISCONNECT_BY_USER, "user", now, effects);
            case PAUSE -> with(paused(a, true));
            case RESUME -> with(paused(a, false));
            case ALLOW_SESSION -> {
                if (scene() != Scene.PRIVATE || a.sessionMode() != Mode.REQUEST) {
                    yield this;
                }
                effects.add(tell(EventCode.SCREEN_ALLOWED, a.visitor(), Map.of()));
                yield with(new Phase.Admitted(a.visitor(), a.since(), a.sessionMode(), true, false, false));
            }
            case DENY_SESSION -> {
                if (!asksForSession()) {
                    yield this;
                }
                effects.add(tell(EventCode.SCREEN_DENIED, a.visitor(), Map.of()));
                yield with(new Phase.Admitted(a.visitor(), a.since(), a.sessionMode(), false, true, false));
            }
        };
    }

    private static Phase.Admitted paused(Phase.Admitted a, boolean paused) {
        return new Phase.Admitted(a.visitor(), a.since(), a.sessionMode(), a.granted(), a.declined(), paused);
    }

    /** Each session is asked for anew. */
    private Consent withSession(boolean runs) {
        Phase same = phase instanceof Phase.Admitted a
                ? new Phase.Admitted(a.visitor(), a.since(), a.sessionMode(), false, false, a.paused())
                : phase;
        return new Consent(same, rules, runs);
    }

    private Consent with(Phase next) {
        return new Consent(next, rules, session);
    }

    private Map<String, Object> ended(String why, long now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("reason", why);
        details.put("seconds", phase instanceof Phase.Admitted a ? Math.max(0, (now - a.since()) / 1000) : 0L);
        return details;
    }

    private static Effect.Tell tell(String code, Visitor visitor, Map<String, Object> more) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("session", visitor.id());
        details.put("user", visitor.user());
        details.put("address", visitor.address());
        details.put("client", visitor.client());
        details.putAll(more);
        return new Effect.Tell(code, details);
    }
}
