package org.fairlead.server.api;

import io.nayuki.qrcodegen.QrCode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.api.SessionShapes.Algorithm;
import org.fairlead.server.api.SessionShapes.CodeInput;
import org.fairlead.server.api.SessionShapes.CreationOptions;
import org.fairlead.server.api.SessionShapes.CredentialRef;
import org.fairlead.server.api.SessionShapes.Me;
import org.fairlead.server.api.SessionShapes.MeInput;
import org.fairlead.server.api.SessionShapes.NewPasskey;
import org.fairlead.server.api.SessionShapes.Party;
import org.fairlead.server.api.SessionShapes.PasswordChange;
import org.fairlead.server.api.SessionShapes.RecoveryCodes;
import org.fairlead.server.api.SessionShapes.Selection;
import org.fairlead.server.api.SessionShapes.SessionInfo;
import org.fairlead.server.api.SessionShapes.TotpOffer;
import org.fairlead.server.api.SessionShapes.UserRef;
import org.fairlead.server.core.Workspace;
import org.fairlead.server.core.access.Factors;
import org.fairlead.server.core.access.SessionLevel;
import org.fairlead.server.core.access.Sessions;
import org.fairlead.server.core.access.SignedIn;
import org.fairlead.server.core.access.Totp;

/** What administrators see and change about themselves. */
public final class MeRoutes implements Routes {
    private static final Access ADDING = Access.session(SessionLevel.ENROL, SessionLevel.FULL);
    private static final Access FULL = Access.session(SessionLevel.FULL);

    private final Factors factors;
    private final Sessions sessions;
    private final Workspace workspace;
    private final Shapes shapes = new Shapes();

    public MeRoutes(Factors factors, Sessions sessions, Workspace workspace) {
        this.factors = factors;
        this.sessions = sessions;
        this.workspace = workspace;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/me", Me.class)
                        .rule(FULL)
                        .summary("The signed-in administrator.")
                        .handle(this::me),
                Route.patch("/me", MeInput.class, Me.class)
                        .rule(FULL)
                        .summary("Changes name, language or theme.")
                        .handle(call -> {
                            factors.changeProfile(
                                    Browser.session(call),
                                    call.input().name(),
                                    call.input().locale(),
                                    call.input().theme());
                            return me(call);
                        }),
                Route.post("/me/password", PasswordChange.class, Void.class)
                        .rule(FULL)
                        .summary("Changes the password; all other sessions end.")
                        .run(call -> Browser.keep(
                                call,
                                factors.changePassword(
                                        Browser.session(call),
                                        call.input().current(),
                                        call.input().next()))),
                Route.post("/me/totp", Void.class, TotpOffer.class)
                        .rule(ADDING)
                        .summary("A secret for an authenticator app; confirm it with PUT.")
                        .handle(this::offerTotp),
                Route.put("/me/totp", CodeInput.class, RecoveryCodes.class)
                        .rule(ADDING)
                        .summary("Switches one-time passwords on; the first factor also gives recovery codes.")
                        .handle(call -> added(
                                call,
                                factors.confirmTotp(
                                        Browser.session(call), call.input().code()))),
                Route.delete("/me/totp")
                        .rule(FULL)
                        .summary("Switches one-time passwords off.")
                        .run(call -> Browser.keep(call, factors.removeTotp(Browser.session(call)))),
                Route.post("/me/passkeys/options", Void.class, CreationOptions.class)
                        .rule(ADDING)
                        .summary("What the browser needs to make a passkey.")
                        .handle(this::creationOptions),
                Route.post("/me/passkeys", NewPasskey.class, RecoveryCodes.class)
                        .rule(ADDING)
                        .summary("Adds a passkey; the first factor also gives recovery codes.")
                        .handle(call -> added(
                                call,
                                factors.addPasskey(
                                        Browser.session(call),
                                        call.input().name(),
                                        shapes.print(call.input().credential()),
                                        Browser.site(call)))),
                Route.delete("/me/passkeys/{id}")
                        .rule(FULL)
                        .summary("Removes a passkey.")
                        .run(call ->
                                Browser.keep(call, factors.removePasskey(Browser.session(call), call.pathId("id")))),
                Route.post("/me/recovery-codes", Void.class, RecoveryCodes.class)
                        .rule(FULL)
                        .summary("Ten new recovery codes; the old ones stop working.")
                        .handle(call -> new RecoveryCodes(factors.newRecoveryCodes(Browser.session(call)))),
                Route.items("/me/sessions", SessionInfo.class)
                        .rule(FULL)
                        .summary("Where the administrator is signed in.")
                        .handle(this::list),
                Route.delete("/me/sessions/{id}")
                        .rule(FULL)
                        .summary("Ends one of the own sessions.")
                        .run(call -> sessions.end(Browser.session(call), call.pathId("id"))));
    }

    private Me me(Call<?> call) {
        SignedIn caller = Browser.session(call);
        return SessionShapes.me(factors.profile(caller.administratorId()), caller.steppedUpUntil(), workspace);
    }

    private Items<SessionInfo> list(Call<Void> call) {
        SignedIn caller = Browser.session(call);
        return new Items<>(sessions.list(caller).stream()
                .map(s -> new SessionInfo(
                        s.id(),
                        s.id().equals(caller.sessionId()),
                        s.createdAt(),
                        s.lastSeenAt(),
                        s.address(),
                        s.userAgent()))
                .toList());
    }

    private TotpOffer offerTotp(Call<Void> call) {
        SignedIn caller = Browser.session(call);
        byte[] secret = factors.offerTotp(caller);
        String login = factors.profile(caller.administratorId()).administrator().login();
        String uri = Totp.uri(secret, "Fairlead", login);
        return new TotpOffer(Totp.base32(secret), uri, svg(uri));
    }

    private static RecoveryCodes added(Call<?> call, Factors.Added added) {
        Browser.keep(call, added.session());
        return new RecoveryCodes(added.recoveryCodes());
    }

    private CreationOptions creationOptions(Call<Void> call) {
        SignedIn caller = Browser.session(call);
        byte[] challenge = factors.passkeyChallenge(caller);
        Factors.Profile profile = factors.profile(caller.administratorId());
        UUID id = profile.administrator().id();
        byte[] handle = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return new CreationOptions(
                new Party(Browser.site(call).relyingParty(), "Fairlead"),
                new UserRef(
                        base64.encodeToString(handle),
                        profile.administrator().login(),
                        profile.administrator().name()),
                base64.encodeToString(challenge),
                List.of(
                        new Algorithm("public-key", -7),
                        new Algorithm("public-key", -8),
                        new Algorithm("public-key", -257)),
                300_000,
                profile.passkeys().stream()
                        .map(key -> new CredentialRef("public-key", base64.encodeToString(key.credentialId())))
                        .toList(),
                new Selection("required", true, "required"),
                "none");
    }

    private static String svg(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        int side = code.size + 8;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M').append(x + 4).append(',').append(y + 4).append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side
                + "\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path d=\""
                + path
                + "\" fill=\"#000\"/></svg>";
    }
}
