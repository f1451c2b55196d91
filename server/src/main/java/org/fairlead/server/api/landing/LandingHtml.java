package org.fairlead.server.api.landing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.fairlead.server.core.invite.Invitation;
import org.fairlead.server.core.invite.Landing;
import org.fairlead.server.core.invite.MobileReadiness;
import org.fairlead.server.core.invite.QrCodes;

/** Writes the landing pages: one screen with one action, no third party, no script but the question to iPads. */
final class LandingHtml {
    /** An iPad that calls itself a Mac has a touch screen, a Mac has none. */
    private static final String PAD_SCRIPT =
            "if(navigator.maxTouchPoints>1)location.replace(document.getElementById('ipad').href)";

    static final String SCRIPT_HASH = "'sha256-" + sha256(PAD_SCRIPT) + "'";

    private static final String STYLE = """
            :root{color-scheme:light dark;--bg:#f3f5f5;--card:#fff;--text:#1b2224;--muted:#5b676a;--line:#dde2e3;--accent:#0b6e69;--on:#fff;--warn:#8a5a00;--warnbg:#fff6e3}
            @media(prefers-color-scheme:dark){:root{--bg:#14181a;--card:#1d2224;--text:#e8ecec;--muted:#a9b3b5;--line:#343b3e;--accent:#46b8b0;--on:#06201e;--warn:#f0c36d;--warnbg:#2e2614}}
            *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
            main{max-width:30rem;margin:0 auto;padding:20px 16px 32px}
            .org{margin:4px 0 12px;color:var(--muted);font-size:14px;font-weight:600}
            h1{margin:0 0 8px;font-size:24px;line-height:1.25;text-wrap:balance}h2{margin:0 0 12px;font-size:16px}details h2{margin:14px 0 4px}ol.steps details{margin-top:8px}
            p{margin:0 0 12px}.muted,footer{color:var(--muted);font-size:14px}
            .card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px;margin:16px 0}
            ol.steps{margin:0;padding:0;list-style:none;counter-reset:s}
            ol.steps>li{counter-increment:s;position:relative;padding-inline-start:40px;margin:0 0 20px}ol.steps>li:last-child{margin:0}
            ol.steps>li::before{content:counter(s);position:absolute;inset-inline-start:0;top:-2px;width:28px;height:28px;border-radius:50%;border:1px solid var(--line);text-align:center;line-height:27px;font-size:14px;font-weight:600}
            .button{display:block;width:100%;margin:8px 0;padding:13px 16px;border:1px solid var(--accent);border-radius:10px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
            .button.second{background:transparent;color:var(--accent)}
            .button:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
            .link{display:block;padding:10px 12px;border:1px dashed var(--line);border-radius:8px;background:var(--bg);font:13px/1.45 ui-monospace,Menlo,monospace;overflow-wrap:anywhere;user-select:all;-webkit-user-select:all}
            .notice{border-color:var(--warn);background:var(--warnbg)}.notice h2{color:var(--warn)}
            .qr svg{display:block;width:100%;max-width:280px;margin:4px auto 12px;border-radius:8px}
            ul{margin:0 0 12px;padding-inline-start:20px}details summary{cursor:pointer;font-weight:600}
            footer{margin-top:20px}a{color:var(--accent)}
            """.replaceAll("\n\\s*", "");

    private final QrCodes codes;
    private final ZoneId zone;

    LandingHtml(QrCodes codes, ZoneId zone) {
        this.codes = codes;
        this.zone = zone;
    }

    /** What a page needs beside the decision: whose server, which link, which language. */
    record Frame(String organisation, String link, String path, Words words) {}

    String page(Landing landing, Frame f) {
        Words w = f.words;
        return switch (landing) {
            case Landing.Android page -> android(page, f);
            case Landing.Apple page -> apple(page, f);
            case Landing.AskWhichDevice page ->
                frame(
                        f,
                        w.whichHeading(),
                        heading(w.whichHeading()) + p(w.whichText())
                                + "<a class=\"button\" id=\"ipad\" href=\"" + f.path + "?device=ipad&amp;lang="
                                + w.code() + "\">" + text(w.whichPad()) + "</a>"
                                + "<a class=\"button second\" href=\"" + f.path + "?device=desktop&amp;lang="
                                + w.code() + "\">" + text(w.whichMac()) + "</a>"
                                + "<script>" + PAD_SCRIPT + "</script>" + until(page.invitation(), f));
            case Landing.ShowCode page ->
                frame(
                        f,
                        w.codeHeading(),
                        heading(w.codeHeading()) + p(w.codeText())
                                + "<div class=\"card qr\"><div role=\"img\" aria-label=\"" + text(w.codeAlt()) + "\">"
                                + codes.svg(f.link) + "</div>" + p(w.codeScan()) + muted(w.codeLink())
                                + link(f.link) + "</div>" + until(page.invitation(), f));
            case Landing.OpenElsewhere page -> elsewhere(page, f);
            case Landing.Blocked page -> blocked(page, f);
            case Landing.UsedUp page ->
                frame(
                        f,
                        w.usedHeading(),
                        heading(w.usedHeading()) + p(w.usedText()) + "<div class=\"card\">" + p(w.usedAnother())
                                + ask(f) + "</div>" + muted(fill(w.question(), f)));
            case Landing.NotValid page ->
                frame(
                        f,
                        w.goneHeading(),
                        heading(w.goneHeading()) + p(w.goneText()) + "<div class=\"card\">" + ask(f) + "</div>"
                                + muted(fill(w.question(), f)));
        };
    }

    /** The answer to the wish for another link, the same for all links. */
    String asked(Frame f) {
        Words w = f.words;
        return frame(f, w.askedHeading(), heading(w.askedHeading()) + p(w.askedText()) + muted(fill(w.question(), f)));
    }

    private String android(Landing.Android page, Frame f) {
        Words w = f.words;
        MobileReadiness.AndroidApp app = page.app();
        String install = "<a class=\"button\" href=\"" + f.path + "/app\">"
                + text(page.store() ? w.androidStore() : w.androidDownload() + " (" + megabytes(app.bytes(), w) + ")")
                + "</a>"
                + (page.store()
                        ? ""
                        : muted(w.androidAllow()) + "<details><summary>" + text(w.checksum())
                                + "</summary><code class=\"link\">" + text(app.sha256()) + "</code></details>");
        String connect = "<a class=\"button\" href=\"" + text(agentLink(app, f)) + "\">" + text(w.androidConnect())
                + "</a>" + muted(w.androidPaste()) + link(f.link);
        return frame(
                f,
                fill(w.heading(), f),
                intro(page.invitation(), f) + privacy(f, w.doesAndroid())
                        + "<div class=\"card\"><h2>" + text(w.stepsTitle()) + "</h2><ol class=\"steps\"><li>"
                        + p(w.androidInstall()) + install + "</li><li>" + p(w.androidBack()) + connect
                        + "</li></ol></div>" + until(page.invitation(), f));
    }

    /** Opens the agent and no other app that claims its scheme; without the agent the browser goes on to install it. */
    private static String agentLink(MobileReadiness.AndroidApp app, Frame f) {
        return "intent://enrol?link=" + URLEncoder.encode(f.link, StandardCharsets.UTF_8)
                + "#Intent;scheme=fairlead;package=" + app.packageName() + ";S.browser_fallback_url="
                + URLEncoder.encode(f.link + "/app", StandardCharsets.UTF_8) + ";end";
    }

    private String apple(Landing.Apple page, Frame f) {
        Words w = f.words;
        String safari = page.openInSafari() ? muted(w.appleSafari()) + link(f.link) : "";
        return frame(
                f,
                fill(w.heading(), f),
                intro(page.invitation(), f) + privacy(f, w.doesApple())
                        + "<div class=\"card\"><h2>" + text(w.stepsTitle()) + "</h2><ol class=\"steps\"><li>"
                        + p(w.appleDownload()) + "<a class=\"button\" href=\"" + f.path + "/apple.mobileconfig\">"
                        + text(w.appleButton()) + "</a>" + muted(w.appleAllow()) + safari + "</li><li>"
                        + p(page.pad() ? w.applePadSettings() : w.appleSettings()) + "</li><li>" + p(w.appleDone())
                        + "</li></ol></div>" + until(page.invitation(), f));
    }

    private String elsewhere(Landing.OpenElsewhere page, Frame f) {
        Words w = f.words;
        String title = page.apple() ? w.elsewhereSafari() : w.elsewhereChrome();
        String button = page.apple()
                ? ""
                : "<a class=\"button\" href=\"intent://" + text(f.link.replaceFirst("^https://", ""))
                        + "#Intent;scheme=https;package=com.android.chrome;end\">" + text(w.elsewhereButton()) + "</a>";
        return frame(
                f,
                title,
                heading(title) + p(w.elsewhereWhy()) + "<div class=\"card\">"
                        + p(page.apple() ? w.elsewhereAppleHow() : w.elsewhereAndroidHow()) + button
                        + muted(w.elsewhereCopy()) + link(f.link) + "</div>" + until(page.invitation(), f));
    }

    private String blocked(Landing.Blocked page, Frame f) {
        Words w = f.words;
        String why = switch (page.reason()) {
            case NO_APPLE_PUSH -> w.noApplePush();
            case APPLE_PUSH_EXPIRED -> w.applePushExpired();
            case NO_ANDROID_APP -> w.noAndroidApp();
            case ANDROID_TOO_OLD -> w.androidTooOld();
            case OTHER_PHONE -> w.otherPhone();
        };
        boolean told = switch (page.reason()) {
            case NO_APPLE_PUSH, APPLE_PUSH_EXPIRED, NO_ANDROID_APP -> true;
            case ANDROID_TOO_OLD, OTHER_PHONE -> false;
        };
        return frame(
                f,
                w.blockedHeading(),
                heading(w.blockedHeading()) + "<div class=\"card notice\">" + p(fill(why, f))
                        + (told ? p(w.told()) : "") + "</div>" + p(w.staysGood()) + until(page.invitation(), f)
                        + muted(fill(w.question(), f)));
    }

    private String intro(Invitation invitation, Frame f) {
        return heading(fill(f.words.heading(), f))
                + p(f.words.forPerson().replace("{person}", invitation.personName()));
    }

    private String privacy(Frame f, List<String> does) {
        Words w = f.words;
        return p(fill(w.inShort(), f)) + "<details class=\"card\"><summary>" + text(w.privacyTitle())
                + "</summary><h2>" + text(fill(w.seesTitle(), f)) + "</h2>" + list(w.sees()) + "<h2>"
                + text(w.seesNotTitle()) + "</h2>" + list(w.seesNot()) + "<h2>" + text(w.doesTitle()) + "</h2>"
                + list(does) + "</details>";
    }

    private static String ask(Frame f) {
        return "<form method=\"post\" action=\"" + f.path + "/ask?lang=" + f.words.code()
                + "\"><button class=\"button\" type=\"submit\">" + text(f.words.ask()) + "</button></form>";
    }

    private String until(Invitation invitation, Frame f) {
        return muted(f.words.validUntil().replace("{until}", moment(invitation.expiresAt(), f.words)));
    }

    private String moment(Instant at, Words w) {
        boolean russian = w.code().equals("ru");
        return DateTimeFormatter.ofPattern(
                        russian ? "d MMMM uuuu 'г.', HH:mm z" : "d MMMM uuuu, HH:mm z", Locale.of(w.code()))
                .format(at.atZone(zone));
    }

    private static String megabytes(long bytes, Words w) {
        String number = String.format(Locale.of(w.code()), "%.1f", bytes / 1_000_000.0);
        return w.code().equals("ru") ? number + " МБ" : number + " MB";
    }

    private String frame(Frame f, String title, String body) {
        Words w = f.words;
        return "<!doctype html><html lang=\"" + w.code() + "\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                + "<meta name=\"robots\" content=\"noindex\"><meta name=\"format-detection\" content=\"telephone=no\">"
                + "<link rel=\"icon\" href=\"data:,\"><title>" + text(title) + "</title><style>" + STYLE
                + "</style></head><body><main><p class=\"org\" dir=\"auto\">" + text(f.organisation) + "</p>" + body
                + "<footer><a lang=\"" + w.otherCode() + "\" hreflang=\"" + w.otherCode() + "\" href=\"" + f.path
                + "?lang=" + w.otherCode() + "\">" + text(w.otherName()) + "</a></footer></main></body></html>";
    }

    private static String heading(String title) {
        return "<h1 dir=\"auto\">" + text(title) + "</h1>";
    }

    private static String p(String sentence) {
        return "<p dir=\"auto\">" + text(sentence) + "</p>";
    }

    private static String muted(String sentence) {
        return "<p class=\"muted\" dir=\"auto\">" + text(sentence) + "</p>";
    }

    private static String link(String link) {
        return "<span class=\"link\" dir=\"ltr\">" + text(link) + "</span>";
    }

    private static String list(List<String> items) {
        StringBuilder html = new StringBuilder("<ul>");
        items.forEach(item -> html.append("<li>").append(text(item)).append("</li>"));
        return html.append("</ul>").toString();
    }

    private static String fill(String sentence, Frame f) {
        return sentence.replace("{org}", f.organisation);
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String sha256(String script) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
