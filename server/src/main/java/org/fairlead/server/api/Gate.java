package org.fairlead.server.api;

import io.javalin.http.Context;
import java.util.Objects;
import java.util.Set;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.SessionLevel;
import org.fairlead.server.core.access.SignedIn;
import org.jspecify.annotations.Nullable;

/** Decides whether a request may reach its route: who calls, from which page, with which right. */
final class Gate {
    static final String COOKIE = "__Host-fairlead";
    private static final String BEARER = "Bearer ";

    /** Sent by the console with requests that nobody's hand has caused, such as live updates of an unattended page. */
    private static final String BACKGROUND = "X-Fairlead-Background";

    private final Authenticator authenticator;

    Gate(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** The caller, or null on open routes; throws a problem when the rule is not met. */
    @Nullable
    SignedIn admit(Context context, Route<?, ?> route) {
        String authorization = context.header("Authorization");
        if (route.access() instanceof Access.Machine) {
            return null;
        }
        SignedIn caller;
        if (authorization != null) {
            caller = authorization.startsWith(BEARER)
                    ? authenticator.token(authorization.substring(BEARER.length()), context.ip())
                    : null;
            if (caller == null) {
                throw new Problem.Unauthenticated("token", "the token is unknown, expired or revoked");
            }
        } else {
            if (route.method() != Route.Method.GET) {
                requireOwnPage(context);
            }
            String cookie = context.cookie(COOKIE);
            boolean active = !"1".equals(context.header(BACKGROUND));
            caller = cookie == null ? null : authenticator.session(cookie, context.ip(), active);
        }
        check(route.access(), caller);
        return caller;
    }

    static void check(Access access, @Nullable SignedIn caller) {
        switch (access) {
            case Access.Anyone open -> {}
            case Access.Machine machine -> {}
            case Access.Session session -> {
                SignedIn present = present(caller);
                present.requireSessionId();
                level(present, session.levels());
            }
            case Access.Rights rights -> {
                SignedIn present = present(caller);
                level(present, Set.of(SessionLevel.FULL));
                if (rights.anyOf().stream().noneMatch(present::has)) {
                    throw new AccessDenied(rights.anyOf().stream()
                            .min(java.util.Comparator.naturalOrder())
                            .orElse(Right.ADMINISTRATION));
                }
            }
            case Access.StepUp stepUp -> {
                SignedIn present = present(caller);
                level(present, Set.of(SessionLevel.FULL));
                if (!present.has(stepUp.right())) {
                    throw new AccessDenied(stepUp.right());
                }
                present.requireStepUp();
            }
        }
    }

    private static SignedIn present(@Nullable SignedIn caller) {
        if (caller == null) {
            throw new Problem.Unauthenticated();
        }
        return caller;
    }

    private static void level(SignedIn caller, Set<SessionLevel> allowed) {
        if (!allowed.contains(caller.level())) {
            throw switch (caller.level()) {
                case SECOND_FACTOR -> new Problem.Unauthenticated("second-factor", "give your second factor first");
                case ENROL -> new AccessDenied("enrol", "add a second factor first");
                case FULL -> new AccessDenied("signed-in", "you are signed in already");
            };
        }
    }

    /** A browser sends a custom header across origins only when the server allows it, which this one never does. */
    private static void requireOwnPage(Context context) {
        if (!"1".equals(context.header("X-Fairlead"))) {
            throw new AccessDenied("csrf", "the header X-Fairlead: 1 is missing");
        }
        String origin = context.header("Origin");
        if (origin != null && !Objects.equals(origin, "https://" + context.header("Host"))) {
            throw new AccessDenied("csrf", "the request comes from another site");
        }
        String site = context.header("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            throw new AccessDenied("csrf", "the request comes from another site");
        }
    }
}
