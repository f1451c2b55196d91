package org.fairlead.server.core.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.protocol.catalogue.Text;

/** Reasons for people: those that the product gives and the codes of Apple that it knows; others stay as they came. */
public final class Reasons {
    private static final Pattern CODE = Pattern.compile("([^;:()]{1,400}) \\(([A-Za-z]{1,40} -?[0-9]{1,9})\\)");
    private static final Map<String, Text> CODES = codes();
    private static final Map<String, String> OWN = own();
    private static final Map<String, String> PARTS = parts();
    private static final int MOST = 2_000;

    private Reasons() {}

    /** The reason in both languages. */
    public static Text text(String reason) {
        if (reason.length() > MOST) {
            return new Text(reason, reason);
        }
        String own = OWN.get(reason);
        if (own != null) {
            return new Text(reason, own);
        }
        String russian = explained(reason, Text::ru);
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            russian = russian.replace(part.getKey(), part.getValue());
        }
        return new Text(explained(reason, Text::en), russian);
    }

    private static String explained(String reason, Function<Text, String> language) {
        return CODE.matcher(reason).replaceAll(match -> {
            Text known = CODES.get(match.group(2));
            String lead = match.group(1).startsWith(" ") ? " " : "";
            return Matcher.quoteReplacement(
                    known == null ? match.group() : lead + language.apply(known) + " (" + match.group(2) + ")");
        });
    }

    private static Map<String, Text> codes() {
        Map<String, Text> codes = new LinkedHashMap<>();
        put(
                codes,
                "MCMDMErrorDomain 12007",
                "the profile of the management does not give this right",
                "профиль управления не даёт такого права");
        put(codes, "MCMDMErrorDomain 12008", "the phone did not understand the request", "телефон не понял запрос");
        put(
                codes,
                "MCMDMErrorDomain 12013",
                "the profile is not one of the management",
                "профиль установлен не системой управления");
        put(
                codes,
                "MCMDMErrorDomain 12021",
                "the phone does not do this, or only when it is supervised",
                "телефон этого не умеет или умеет, только если он контролируемый (supervised)");
        put(
                codes,
                "MCMDMErrorDomain 12066",
                "the phone could not switch lost mode on",
                "телефон не смог включить режим пропажи");
        put(codes, "MCMDMErrorDomain 12067", "the phone is not in lost mode", "телефон не в режиме пропажи");
        put(
                codes,
                "MCMDMErrorDomain 12068",
                "the phone could not find out where it is",
                "телефон не смог определить, где он находится");
        put(
                codes,
                "MCMDMErrorDomain 12069",
                "the phone could not switch lost mode off",
                "телефон не смог выключить режим пропажи");
        put(codes, "MCMDMErrorDomain 12075", "the profile is not installed", "профиль не установлен");
        put(codes, "MCMDMErrorDomain 12078", "not possible in lost mode", "в режиме пропажи это невозможно");
        put(
                codes,
                "MCPasscodeErrorDomain 5013",
                "the phone could not take its passcode away",
                "телефон не смог снять код-пароль");
        put(
                codes,
                "MCSettingsErrorDomain 28000",
                "the phone does not know this setting",
                "телефон не знает такой настройки");
        put(
                codes,
                "MCInstallationErrorDomain 4001",
                "the profile could not be installed",
                "профиль не удалось установить");
        return codes;
    }

    private static void put(Map<String, Text> codes, String code, String en, String ru) {
        codes.put(code, new Text(en, ru));
    }

    private static Map<String, String> own() {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("the phone has given no token to unlock it", "телефон не передал ключ для снятия пароля");
        own.put("the phone gave no reason", "телефон не назвал причину");
        own.put("the phone was connected anew", "телефон подключили заново");
        own.put("the phone is no longer managed", "телефон больше не управляется");
        own.put("the user removed the management profile", "пользователь удалил профиль управления");
        own.put("its identity has expired, connect it anew", "срок его сертификата истёк, подключите телефон заново");
        own.put(
                "the message was not shown, the phone has no passcode",
                "сообщение не показано: на телефоне нет код-пароля");
        own.put(
                "the message was not shown, the phone is in lost mode",
                "сообщение не показано: телефон в режиме пропажи");
        own.put("the message was not shown", "сообщение не показано");
        return own;
    }

    /** What is put together from several pieces. */
    private static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("not set: ", "не задано: ");
        parts.put("; set: ", "; задано: ");
        parts.put("the phone gave no reason", "телефон не назвал причину");
        parts.put("the phone answered ", "телефон ответил ");
        return parts;
    }
}
