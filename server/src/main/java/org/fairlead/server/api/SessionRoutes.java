package org.fairlead.server.api;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.fairlead.server.api.SessionShapes.CodeInput;
import org.fairlead.server.api.SessionShapes.CredentialInput;
import org.fairlead.server.api.SessionShapes.PasswordInput;
import org.fairlead.server.api.SessionShapes.RequestOptions;
import org.fairlead.server.api.SessionShapes.SessionState;
import org.fairlead.server.api.SessionShapes.SetupInput;
import org.fairlead.server.api.SessionShapes.SetupLook;
import org.fairlead.server.api.SessionShapes.StepUpInput;
import org.fairlead.server.core.Workspace;
import org.fairlead.server.core.access.Administrator;
import org.fairlead.server.core.access.Factors;
import org.fairlead.server.core.access.Invitations;
import org.fairlead.server.core.access.SessionLevel;
import org.fairlead.server.core.access.Sessions;
import org.fairlead.server.core.access.SignIn;
import org.fairlead.server.core.access.SignedIn;
import org.fairlead.server.core.access.StoredSession;

/** One-time links, signing in and out. */
public final class SessionRoutes implements Routes {
    private final Invitations invitations;
    private final SignIn signIn;
    private final Factors factors;
    private final Sessions sessions;
    private final Workspace workspace;
    private final Shapes shapes = new Shapes();

    public SessionRoutes(
            Invitations invitations, SignIn signIn, Factors factors, Sessions sessions, Workspace workspace) {
        this.invitations = invitations;
        this.signIn = signIn;
        this.factors = factors;
        this.sessions = sessions;
        this.workspace = workspace;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/setup/{token}", SetupLook.class)
                        .rule(Access.anyone())
                        .summary("Whether a one-time link is still good, and for whom.")
                        .handle(call -> {
                            Optional<Administrator> known = invitations.look(call.path("token"));
                            return new SetupLook(
                                    true,
                                    known.isEmpty(),
                                    known.map(Administrator::login).orElse(null),
                                    known.map(Administrator::name).orElse(null));
                        }),
                Route.post("/setup", SetupInput.class, SessionState.class)
                        .rule(Access.anyone())
                        .summary("Sets the password behind a one-time link; a second factor must be added next.")
                        .handle(call -> {
                            SetupInput in = call.input();
                            return started(
                                    call,
                                    invitations.accept(
                                            in.token(),
                                            in.login(),
                                            in.name(),
                                            in.password(),
                                            in.locale(),
                                            Browser.from(call)));
                        }),
                Route.post("/session", PasswordInput.class, SessionState.class)
                        .rule(Access.anyone())
                        .summary("Signs in with login and password.")
                        .handle(call -> {
                            Browser.optionalSession(call).ifPresent(old -> sessions.leave(old));
                            return started(
                                    call,
                                    signIn.password(
                                            call.input().login(), call.input().password(), Browser.from(call)));
                        }),
                Route.post("/session/totp", CodeInput.class, SessionState.class)
                        .rule(Access.session(SessionLevel.SECOND_FACTOR))
                        .summary("Completes signing in with a one-time password.")
                        .handle(call -> started(
                                call,
                                signIn.totp(Browser.session(call), call.input().code()))),
                Route.post("/session/recovery", CodeInput.class, SessionState.class)
                        .rule(Access.session(SessionLevel.SECOND_FACTOR))
                        .summary("Completes signing in with a recovery code, which is used up.")
                        .handle(call -> started(
                                call,
                                signIn.recovery(
                                        Browser.session(call), call.input().code()))),
                Route.post("/session/passkey/options", Void.class, RequestOptions.class)
                        .rule(Access.anyone())
                        .summary("What the browser needs to ask for a passkey.")
                        .handle(call -> new RequestOptions(
                                Base64.getUrlEncoder().withoutPadding().encodeToString(signIn.challenge()),
                                Browser.site(call).relyingParty(),
                                300_000,
                                "required",
                                List.of())),
                Route.post("/session/passkey", CredentialInput.class, SessionState.class)
                        .rule(Access.anyone())
                        .summary("Signs in with a passkey, before or after the password.")
                        .handle(call -> started(
                                call,
                                signIn.passkey(
                                        Browser.optionalSession(call).orElse(null),
                                        shapes.print(call.input().credential()),
                                        Browser.site(call),
                                        Browser.from(call)))),
                Route.post("/session/step-up", StepUpInput.class, SessionState.class)
                        .rule(Access.session(SessionLevel.FULL))
                        .summary("Confirms that the administrator is present, for five minutes.")
                        .handle(this::stepUp),
                Route.delete("/session")
                        .rule(Access.session(SessionLevel.SECOND_FACTOR, SessionLevel.ENROL, SessionLevel.FULL))
                        .summary("Signs out.")
                        .run(call -> {
                            sessions.leave(Browser.session(call));
                            Browser.forget(call);
                        }));
    }

    private SessionState stepUp(Call<StepUpInput> call) {
        SignedIn caller = Browser.session(call);
        StepUpInput in = call.input();
        Object credential = in.credential();
        signIn.stepUp(
                caller,
                in.password(),
                in.totp(),
                credential == null ? null : shapes.print(credential),
                Browser.site(call));
        Factors.Profile profile = factors.profile(caller.administratorId());
        return new SessionState(
                SessionLevel.FULL,
                profile.methods(),
                SessionShapes.me(profile, caller.clock().instant().plus(StoredSession.STEP_UP), workspace));
    }

    private SessionState started(Call<?> call, Sessions.Started started) {
        Browser.keep(call, started);
        Factors.Profile profile = factors.profile(started.session().administratorId());
        SessionLevel level = started.session().level();
        return new SessionState(
                level,
                profile.methods(),
                level == SessionLevel.FULL
                        ? SessionShapes.me(profile, started.session().steppedUpUntil(), workspace)
                        : null);
    }
}
