package org.fairlead.protocol.catalogue;

import java.util.Map;

/** The words of {@link SettingProblem}. */
final class ProblemTexts {
    private static final Map<String, Text> TEXTS = Map.ofEntries(
            text("unknown-setting", "This setting does not exist", "Такой настройки нет"),
            text("unknown-field", "The field {field} does not exist", "Поля {field} нет"),
            text(
                    "wrong-platform",
                    "This setting does not exist on this platform",
                    "На этой платформе такой настройки нет"),
            text("not-here", "This setting can only be set in a policy", "Эта настройка задаётся только в политике"),
            text(
                    "only-device",
                    "This setting can only be set for a single device",
                    "Эта настройка задаётся только для одного устройства"),
            text("wrong-type", "Expected: {expected}", "Ожидается: {expected}"),
            text("required", "Fill in this field", "Заполните это поле"),
            text("too-small", "Enter {min} or more", "Введите {min} или больше"),
            text("too-large", "Enter {max} or less", "Введите {max} или меньше"),
            text(
                    "too-long",
                    "Too long: {length} characters, the limit is {max}",
                    "Слишком длинно: символов {length}, предел — {max}"),
            text(
                    "too-short",
                    "Too short: {length} characters, at least {min} are needed",
                    "Слишком коротко: символов {length}, нужно не меньше {min}"),
            text(
                    "too-many-lines",
                    "Too many lines: {count}, the limit is {max}",
                    "Слишком много строк: {count}, предел — {max}"),
            text(
                    "too-many",
                    "Too many entries: {count}, the limit is {max}",
                    "Слишком много записей: {count}, предел — {max}"),
            text("too-few", "Add at least one entry", "Добавьте хотя бы одну запись"),
            text("forbidden-character", "The character {character} is not allowed", "Символ {character} недопустим"),
            text(
                    "control-character",
                    "Contains an invisible control character",
                    "Содержит невидимый управляющий символ"),
            text("not-an-option", "Choose one of the listed values", "Выберите значение из списка"),
            text("bad-host", "Enter a host name or an IP address", "Введите имя узла или IP-адрес"),
            text(
                    "bad-address",
                    "Enter an IP address, for example 192.168.1.20",
                    "Введите IP-адрес, например 192.168.1.20"),
            text(
                    "ipv4-needed",
                    "Enter an IPv4 address, for example 192.168.1.20",
                    "Введите адрес IPv4, например 192.168.1.20"),
            text(
                    "bad-mask",
                    "Enter a subnet mask, for example 255.255.255.0",
                    "Введите маску подсети, например 255.255.255.0"),
            text(
                    "address-not-usable",
                    "No device can have this address in this subnet",
                    "В этой подсети такой адрес устройству не подходит"),
            text(
                    "gateway-outside-subnet",
                    "The gateway is not in the subnet of the address",
                    "Шлюз не в той подсети, где адрес устройства"),
            text(
                    "gateway-is-address",
                    "The gateway cannot be the device itself",
                    "Шлюзом не может быть само устройство"),
            text(
                    "bad-url",
                    "Enter a web address such as https://desktop.example.com",
                    "Введите адрес вида https://desktop.example.com"),
            text("https-needed", "Only https addresses are allowed", "Разрешены только адреса https"),
            text("bad-certificate", "This is not one certificate in PEM form", "Это не один сертификат в формате PEM"),
            text("weak-certificate", "The certificate is too weak: {reason}", "Слабый сертификат: {reason}"),
            text(
                    "bad-zone",
                    "This time zone does not exist; for example Europe/Moscow",
                    "Такого часового пояса нет; пример: Europe/Moscow"),
            text("bad-version", "Enter a version such as 18.1 or 17.6.1", "Введите версию вида 18.1 или 17.6.1"),
            text("bad-date", "Enter a day such as 2026-12-31", "Введите день в виде 2026-12-31"),
            text("bad-time", "Enter a time such as 18:00", "Введите время в виде 18:00"),
            text("duplicate", "This entry is there twice", "Такая запись уже есть"),
            text(
                    "one-auto-start",
                    "Only one connection can start by itself",
                    "Автоматически может запускаться только одно подключение"));

    private ProblemTexts() {}

    static Text get(String id) {
        Text text = TEXTS.get(id);
        return text == null ? new Text(id, id) : text;
    }

    private static Map.Entry<String, Text> text(String id, String en, String ru) {
        return Map.entry(id, new Text(en, ru));
    }
}
