package org.fairlead.server.api.landing;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import org.fairlead.server.api.HttpListener;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.invite.Invitation;
import org.fairlead.server.core.invite.Landing;
import org.fairlead.server.core.invite.LandingDesk;
import org.fairlead.server.core.invite.MobileReadiness;
import org.fairlead.server.core.invite.QrCodes;
import org.fairlead.server.core.invite.Visitor;

/**
 * Serves the links of invitations on the public port. Whatever is asked here, and however often, no invitation is used
 * up; only a device that connects does that.
 */
public final class LandingPages {
    private static final String CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src "
            + LandingHtml.SCRIPT_HASH + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final LandingDesk desk;
    private final MobileReadiness readiness;
    private final QrCodes codes;
    private final LandingHtml html;
    private final Supplier<String> organisation;
    private final Supplier<String> publicUrl;

    public LandingPages(
            LandingDesk desk,
            MobileReadiness readiness,
            QrCodes codes,
            Supplier<String> organisation,
            Supplier<String> publicUrl) {
        this.desk = desk;
        this.readiness = readiness;
        this.codes = codes;
        this.html = new LandingHtml(codes, ZoneId.systemDefault());
        this.organisation = organisation;
        this.publicUrl = publicUrl;
    }

    public void all(HttpListener.Extra extra) {
        extra.get("/i/{token}", context -> land(context, false));
        extra.head("/i/{token}", context -> land(context, true));
        extra.get("/i/{token}/qr.png", this::picture);
        extra.get("/i/{token}/app", this::app);
        extra.post("/i/{token}/ask", this::ask);
    }

    private void land(Context context, boolean look) {
        String token = context.pathParam("token");
        Visitor visitor = visitor(context);
        Landing landing = desk.land(token, visitor, look);
        boolean over = landing instanceof Landing.UsedUp || landing instanceof Landing.NotValid;
        answer(context, over ? 410 : 200, html.page(landing, frame(context, token)));
    }

    private void picture(Context context) {
        String token = context.pathParam("token");
        admitted(token);
        context.header("Cache-Control", "no-store").contentType("image/png").result(codes.png(link(token)));
    }

    /** Sends on to what an Android phone installs, and notes that somebody took it. */
    private void app(Context context) {
        String token = context.pathParam("token");
        Optional<Invitation> invitation = desk.open(token);
        Optional<MobileReadiness.AndroidApp> app = readiness.android();
        if (invitation.isEmpty() || app.isEmpty()) {
            context.header("Cache-Control", "no-store").redirect("/i/" + token);
            return;
        }
        Visitor visitor = visitor(context);
        if (visitor.kind() != Visitor.Kind.ROBOT) {
            desk.fetched(invitation.get(), "android");
        }
        boolean store = visitor.kind() == Visitor.Kind.ANDROID && app.get().inStore();
        context.header("Cache-Control", "no-store")
                .redirect(
                        store
                                ? "https://play.google.com/store/apps/details?id="
                                        + encode(app.get().packageName()) + "&referrer="
                                        + encode("link=" + encode(link(token)))
                                : "/get/android.apk");
    }

    private void ask(Context context) {
        String token = context.pathParam("token");
        desk.ask(token);
        answer(context, 200, html.asked(frame(context, token)));
    }

    private Invitation admitted(String token) {
        return desk.open(token).orElseThrow(Problem.NotFound::new);
    }

    private static Visitor visitor(Context context) {
        String agent = context.userAgent();
        Visitor visitor = Visitor.of(agent == null ? "" : agent.substring(0, Math.min(1000, agent.length())));
        String device = context.queryParam("device");
        return device == null ? visitor : visitor.answered(device);
    }

    private LandingHtml.Frame frame(Context context, String token) {
        String wanted = context.queryParam("lang");
        String language = wanted != null && (wanted.equals("ru") || wanted.equals("en"))
                ? wanted
                : Language.of(context.header("Accept-Language"), "en");
        String safe = encode(token);
        return new LandingHtml.Frame(organisation.get(), link(safe), "/i/" + safe, Words.of(language));
    }

    private String link(String token) {
        return publicUrl.get() + "/i/" + token;
    }

    private static void answer(Context context, int status, String page) {
        context.status(status)
                .header("Content-Security-Policy", CSP)
                .header("Cache-Control", "no-store")
                .header("Vary", "Accept-Language, User-Agent")
                .header("X-Robots-Tag", "noindex")
                .contentType("text/html; charset=utf-8")
                .result(page);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
