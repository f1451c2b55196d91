package org.fairlead.server.core.invite;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who opens a landing page, as far as the name that the browser gives itself tells. */
public record Visitor(Kind kind, Browser browser) {
    /** What it runs on. */
    public enum Kind {
        ANDROID,
        /** Android without Google's services, which therefore has no Play Store. */
        ANDROID_WITHOUT_STORE,
        ANDROID_TOO_OLD,
        IPHONE,
        IPAD,
        /** A Mac, or an iPad that asks for desktop pages; only touch tells them apart. */
        MAC_OR_IPAD,
        DESKTOP,
        /** A phone that can run neither the agent nor a profile. */
        OTHER_PHONE,
        /** A mail scanner, a link preview or another program. */
        ROBOT
    }

    /** What shows the page. */
    public enum Browser {
        USUAL,
        /** A full browser, but not the one that installs profiles on an iPhone. */
        NOT_SAFARI,
        /** The built-in page of a mail program or messenger, or pages made on a server (Opera Mini), where downloads do not work. */
        IN_APP
    }

    private static final int OLDEST_ANDROID = 8;
    private static final Pattern ROBOTS = Pattern.compile(
            "bot\\b|bot/|crawl|spider|preview|scan|facebookexternalhit|whatsapp/|slack-?imgproxy|skypeuripreview|"
                    + "google-(safety|read-aloud|inspectiontool)|googleimageproxy|yahoomailproxy|monitor|headlesschrome|"
                    + "python|java/|curl|wget|okhttp|go-http|libwww|apache-httpclient|node-fetch|axios|bitrix link");
    private static final Pattern IN_APP = Pattern.compile(
            "; ?wv\\)|fban|fbav|fb_iab|instagram|line/|micromessenger|snapchat|pinterest|twitter for |tiktok|musical_ly|"
                    + "bytedance|telegram|vkclient|vkandroidapp|vk_ios|okapp|viber|whatsapp|gsa/|yandexsearch/.*webview|"
                    + "outlook-(ios|android)|teams/|slack/|linkedinapp");
    private static final Pattern NOT_SAFARI =
            Pattern.compile("crios|fxios|edgios|opios|opt/|yabrowser|duckduckgo|brave|focus/|mail\\.ru");
    private static final Pattern ANDROID = Pattern.compile("android ([0-9]{1,3})");
    private static final List<String> STORELESS =
            List.of("huawei", "harmonyos", "hmscore", "honor", "silk/", "kfapwi", "aosp", "lineageos");
    private static final List<String> OTHER =
            List.of("openharmony", "arkweb", "kaios", "windows phone", "tizen", "webos", "blackberry", "bb10");

    /** Reads a User-Agent header; never fails, whatever it holds. */
    public static Visitor of(String userAgent) {
        String agent = userAgent.toLowerCase(Locale.ROOT);
        boolean inApp = IN_APP.matcher(agent).find();
        if (agent.contains("opera mini")) {
            return new Visitor(agent.contains("android") ? Kind.ANDROID : Kind.OTHER_PHONE, Browser.IN_APP);
        }
        if (!agent.contains("mozilla/") || (ROBOTS.matcher(agent).find() && !inApp)) {
            return new Visitor(Kind.ROBOT, Browser.USUAL);
        }
        if (OTHER.stream().anyMatch(agent::contains)) {
            return new Visitor(Kind.OTHER_PHONE, Browser.USUAL);
        }
        if (agent.contains("android")) {
            return new Visitor(android(agent), inApp ? Browser.IN_APP : Browser.USUAL);
        }
        if (agent.contains("iphone") || agent.contains("ipod")) {
            return new Visitor(Kind.IPHONE, apple(agent, inApp));
        }
        if (agent.contains("ipad")) {
            return new Visitor(Kind.IPAD, apple(agent, inApp));
        }
        return new Visitor(agent.contains("macintosh") ? Kind.MAC_OR_IPAD : Kind.DESKTOP, Browser.USUAL);
    }

    /** The same visitor after an answer to "is this an iPad?". */
    public Visitor answered(String device) {
        return switch (device) {
            case "ipad" -> kind == Kind.MAC_OR_IPAD ? new Visitor(Kind.IPAD, browser) : this;
            case "desktop" -> kind == Kind.MAC_OR_IPAD ? new Visitor(Kind.DESKTOP, browser) : this;
            default -> this;
        };
    }

    /** The platform in the words of devices and of the funnel; empty when it is none of ours. */
    public String platform() {
        return switch (kind) {
            case ANDROID, ANDROID_WITHOUT_STORE, ANDROID_TOO_OLD -> "android";
            case IPHONE -> "ios";
            case IPAD -> "ipados";
            case MAC_OR_IPAD, DESKTOP, OTHER_PHONE, ROBOT -> "";
        };
    }

    private static Kind android(String agent) {
        Matcher version = ANDROID.matcher(agent);
        if (version.find() && Integer.parseInt(version.group(1)) < OLDEST_ANDROID) {
            return Kind.ANDROID_TOO_OLD;
        }
        return STORELESS.stream().anyMatch(agent::contains) ? Kind.ANDROID_WITHOUT_STORE : Kind.ANDROID;
    }

    /** Without the word Safari it is a page inside some program. */
    private static Browser apple(String agent, boolean inApp) {
        if (inApp || !(agent.contains("safari/") || NOT_SAFARI.matcher(agent).find())) {
            return Browser.IN_APP;
        }
        return NOT_SAFARI.matcher(agent).find() ? Browser.NOT_SAFARI : Browser.USUAL;
    }
}
