package org.fairlead.server.core.invite;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.fairlead.server.core.server.Mailer;

/** Writes the mail of an invitation in the person's language: plain text, HTML, the QR code inside it and attached. */
final class InvitationMail {
    private static final String PICTURE = "qr@fairlead";

    private final QrCodes codes;
    private final ZoneId zone;

    InvitationMail(QrCodes codes, ZoneId zone) {
        this.codes = codes;
        this.zone = zone;
    }

    Mailer.Message write(Invitation invitation, String organisation, String link, String host) {
        boolean russian = invitation.locale().equals("ru");
        Locale locale = Locale.of(russian ? "ru" : "en");
        String until = DateTimeFormatter.ofPattern(
                        russian ? "d MMMM uuuu 'г.', HH:mm z" : "d MMMM uuuu, HH:mm z", locale)
                .format(invitation.expiresAt().atZone(zone));
        Words words = russian
                ? Words.russian(organisation, until, invitation.maxDevices())
                : Words.english(organisation, until, invitation.maxDevices());
        byte[] picture = codes.png(link);
        return new Mailer.Message(
                invitation.mailing().to(),
                words.subject,
                text(words, invitation.personName(), link),
                html(words, invitation.personName(), organisation, link, russian),
                List.of(
                        new Mailer.Part("qr.png", "image/png", picture, PICTURE),
                        new Mailer.Part(words.filename, "image/png", picture, null)),
                invitation.id() + "@" + host);
    }

    private static String text(Words w, String name, String link) {
        return String.join(
                "\n",
                w.hello + " " + name + w.helloEnd,
                "",
                w.why,
                "",
                w.first,
                "",
                link,
                "",
                w.orScan,
                w.second,
                "",
                w.limits,
                w.secret,
                "",
                w.privacy,
                "",
                w.unexpected,
                "");
    }

    private static String html(Words w, String name, String organisation, String link, boolean russian) {
        String safe = escape(link);
        return """
                <!doctype html>
                <html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
                <title>%s</title>
                <style>:root{color-scheme:light dark}
                @media (prefers-color-scheme:dark){.fl-b{background:#16191b!important}.fl-c{background:#1f2426!important;border-color:#343b3e!important}
                .fl-t{color:#e8ecec!important}.fl-m{color:#a9b3b5!important}.fl-l{color:#5cc8bf!important}}</style></head>
                <body class="fl-b" style="margin:0;padding:24px 12px;background:#f3f5f5">
                <table role="presentation" width="100%%" cellpadding="0" cellspacing="0"><tr><td align="center">
                <table role="presentation" class="fl-c" width="100%%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border:1px solid #dde2e3;border-radius:10px">
                <tr><td class="fl-t" style="padding:28px 28px 24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#1b2224">
                <p class="fl-m" style="margin:0 0 4px;font-size:14px;color:#5b676a">%s</p>
                <h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">%s</h1>
                <p style="margin:0 0 12px">%s %s%s</p>
                <p style="margin:0 0 20px">%s</p>
                <p style="margin:0 0 20px">%s</p>
                <p style="margin:0 0 8px"><a href="%s" style="display:inline-block;padding:12px 22px;background:#0b6e69;color:#ffffff;border-radius:8px;text-decoration:none;font-weight:600">%s</a></p>
                <p class="fl-m" style="margin:0 0 24px;font-size:13px;color:#5b676a;word-break:break-all"><a class="fl-l" href="%s" style="color:#0b6e69">%s</a></p>
                <p style="margin:0 0 12px">%s</p>
                <p style="margin:0 0 20px"><img src="cid:%s" width="200" height="200" alt="%s" style="display:block;width:200px;height:200px;background:#ffffff;border-radius:6px"></p>
                <p style="margin:0 0 20px">%s</p>
                <p class="fl-m" style="margin:0 0 12px;font-size:14px;color:#5b676a">%s %s</p>
                <p class="fl-m" style="margin:0 0 12px;font-size:14px;color:#5b676a">%s</p>
                <p class="fl-m" style="margin:0;font-size:14px;color:#5b676a">%s</p>
                </td></tr></table></td></tr></table></body></html>
                """.formatted(
                        russian ? "ru" : "en",
                        escape(w.subject),
                        escape(organisation),
                        escape(w.heading),
                        escape(w.hello),
                        escape(name),
                        w.helloEnd,
                        escape(w.why),
                        escape(w.first),
                        safe,
                        escape(w.button),
                        safe,
                        safe,
                        escape(w.orScan),
                        PICTURE,
                        escape(w.pictureName),
                        escape(w.second),
                        escape(w.limits),
                        escape(w.secret),
                        escape(w.privacy),
                        escape(w.unexpected));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** The sentences of one language. */
    private record Words(
            String subject,
            String heading,
            String hello,
            String helloEnd,
            String why,
            String first,
            String button,
            String orScan,
            String pictureName,
            String second,
            String limits,
            String secret,
            String privacy,
            String unexpected,
            String filename) {
        static Words english(String organisation, String until, int devices) {
            return new Words(
                    "Connect your phone to " + organisation,
                    "Connect your phone or tablet",
                    "Hello",
                    ",",
                    organisation + " asks you to connect the phone or tablet that you use for work."
                            + " It takes about three minutes.",
                    "Open this link on the phone or tablet:",
                    "Connect this phone",
                    "Reading this on a computer? Point the phone's camera at this code (it is attached as well):",
                    "QR code with the same link",
                    "The page that opens knows your phone and leads you through the rest.",
                    (devices == 1
                                    ? "The link connects one phone or tablet"
                                    : "The link connects up to " + devices + " phones and tablets")
                            + " and works until " + until + ".",
                    "It is yours alone: please do not forward it.",
                    "Before anything is installed, the page says what " + organisation
                            + " will be able to see on your phone and what it will not.",
                    "You did not expect this mail? Ask your administrator before you open the link.",
                    "phone-connection.png");
        }

        static Words russian(String organisation, String until, int devices) {
            return new Words(
                    "Подключите телефон к «" + organisation + "»",
                    "Подключите телефон или планшет",
                    "Здравствуйте,",
                    "!",
                    "Организация «" + organisation + "» просит подключить телефон или планшет, с которым вы работаете."
                            + " Это займёт минуты три.",
                    "Откройте эту ссылку на телефоне или планшете:",
                    "Подключить этот телефон",
                    "Читаете с компьютера? Наведите камеру телефона на этот код (он есть и во вложении):",
                    "QR-код с той же ссылкой",
                    "Страница сама узнает ваш телефон и подскажет, что делать дальше.",
                    (devices == 1
                                    ? "По ссылке можно подключить одно устройство"
                                    : "По ссылке можно подключить до " + devices + " " + devicesRu(devices))
                            + ", она действует до " + until + ".",
                    "Ссылка только для вас, не пересылайте её.",
                    "До установки страница покажет, что организация сможет видеть на вашем телефоне, а чего нет.",
                    "Не ждали этого письма? Прежде чем открывать ссылку, спросите администратора.",
                    "phone-connection.png");
        }

        /** After "до": one takes the genitive singular, all others the plural. */
        private static String devicesRu(int n) {
            return n % 10 == 1 && n % 100 != 11 ? "устройства" : "устройств";
        }
    }
}
