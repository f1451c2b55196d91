package org.fairlead.server.api;

import io.javalin.http.Context;
import java.util.Optional;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.PasskeyVerifier;
import org.fairlead.server.core.access.Sessions;
import org.fairlead.server.core.access.SignIn;
import org.fairlead.server.core.access.SignedIn;

/** What routes need from and give to the browser behind a call: cookie, site, caller. */
final class Browser {
    private Browser() {}

    static void keep(Call<?> call, Sessions.Started started) {
        cookie(call.context(), started.secret() + "; Max-Age=43200");
    }

    static void forget(Call<?> call) {
        cookie(call.context(), "; Max-Age=0");
    }

    static SignIn.From from(Call<?> call) {
        return new SignIn.From(call.address(), call.userAgent());
    }

    static SignedIn session(Call<?> call) {
        if (call.caller() instanceof SignedIn caller && caller.isSession()) {
            return caller;
        }
        throw new Problem.Unauthenticated();
    }

    static Optional<SignedIn> optionalSession(Call<?> call) {
        return call.optionalCaller().map(SignedIn.class::cast).filter(SignedIn::isSession);
    }

    /** The site of the page; the origin header was compared with the host before. */
    static PasskeyVerifier.Site site(Call<?> call) {
        String host = String.valueOf(call.context().header("Host"));
        String name = host.startsWith("[") ? host : host.replaceFirst(":\\d+$", "");
        return new PasskeyVerifier.Site("https://" + host, name);
    }

    private static void cookie(Context context, String valueAndAge) {
        context.res()
                .addHeader(
                        "Set-Cookie", Gate.COOKIE + "=" + valueAndAge + "; Path=/; Secure; HttpOnly; SameSite=Strict");
    }
}
