package org.fairlead.server.core.event;

import static org.fairlead.server.core.event.EventLevel.CRITICAL;
import static org.fairlead.server.core.event.EventLevel.FAILURE;
import static org.fairlead.server.core.event.EventLevel.INFO;
import static org.fairlead.server.core.event.EventLevel.WARNING;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.catalogue.Text;
import org.jspecify.annotations.Nullable;

/**
 * What each event code means: level and title in both languages. In a title, <code>{name}</code> stands for an argument
 * and a part in brackets is left out when one of its arguments is missing.
 */
public final class EventCodes {
    /** Stored in place of a code that a device sends and nobody here knows. */
    public static final String UNKNOWN = "device.unknown";

    /** A code with its level and title. */
    public record EventType(String code, EventLevel level, Text template) {
        /** The title without any argument. */
        public Text title() {
            return title(Map.of());
        }

        public Text title(Map<String, ? extends @Nullable Object> args) {
            return new Text(render(template.en(), args), render(template.ru(), args));
        }
    }

    private static final Pattern OPTIONAL = Pattern.compile("\\[([^\\]]*)]");
    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final int MAX_ARGUMENT = 200;
    private static final Map<String, EventType> TYPES = types();

    private EventCodes() {}

    public static Collection<EventType> all() {
        return TYPES.values();
    }

    public static Optional<EventType> find(String code) {
        return Optional.ofNullable(TYPES.get(code));
    }

    /** The meaning of a stored code; a code of another version of the server counts as unknown. */
    public static EventType of(String code) {
        EventType type = TYPES.get(code);
        return type != null ? type : new EventType(code, INFO, new Text("Event " + code, "Событие " + code));
    }

    /** Whether a device may send this code; the others are the server's own. */
    public static boolean fromDevice(String code) {
        return code.startsWith("D") && TYPES.containsKey(code);
    }

    static String render(String template, Map<String, ? extends @Nullable Object> args) {
        String kept = OPTIONAL.matcher(template).replaceAll(part -> {
            boolean whole = PLACE.matcher(part.group(1)).results().allMatch(m -> args.get(m.group(1)) != null);
            return Matcher.quoteReplacement(whole ? part.group(1) : "");
        });
        return fill(kept, args);
    }

    private static String fill(String text, Map<String, ? extends @Nullable Object> args) {
        return PLACE.matcher(text).replaceAll(m -> {
            Object value = args.get(m.group(1));
            String shown = value == null ? "…" : String.valueOf(value);
            return Matcher.quoteReplacement(
                    shown.length() > MAX_ARGUMENT ? shown.substring(0, MAX_ARGUMENT) + "…" : shown);
        });
    }

    private static Map<String, EventType> types() {
        Map<String, EventType> m = new LinkedHashMap<>();
        add(m, EventCode.STARTED, INFO, "Device started", "Устройство включено");
        add(m, EventCode.SHUT_DOWN, INFO, "Device shut down", "Устройство выключено");
        add(m, EventCode.RESTARTED, INFO, "Device restarted", "Устройство перезагружено");
        add(
                m,
                EventCode.ENROLLED,
                WARNING,
                "Device connected to the server[ {server}]",
                "Устройство подключено к серверу[ {server}]");
        add(
                m,
                EventCode.SERVER_CHANGED,
                WARNING,
                "Server changed on the device[ from {from}][ to {to}]",
                "На устройстве сменили сервер[: был {from}][, стал {to}]");
        add(m, EventCode.POLICY_APPLIED, INFO, "Settings applied", "Настройки применены");
        add(
                m,
                EventCode.POLICY_FAILED,
                FAILURE,
                "Settings not applied[: {block}][, {reason}]",
                "Настройки не применены[: {block}][, {reason}]");
        add(
                m,
                EventCode.CONNECTION_LOST,
                WARNING,
                "Connection to the server lost[: {reason}]",
                "Потеряна связь с сервером[: {reason}]");
        add(
                m,
                EventCode.CONNECTION_RESTORED,
                INFO,
                "Connection to the server restored",
                "Связь с сервером восстановлена");
        add(
                m,
                EventCode.CERTIFICATE_ADDED,
                WARNING,
                "Certificate added[: {subject}]",
                "Добавлен сертификат[: {subject}]");
        add(
                m,
                EventCode.CERTIFICATE_REPLACED,
                WARNING,
                "Certificate replaced[: {subject}]",
                "Сертификат заменён[: {subject}]");
        add(
                m,
                EventCode.CERTIFICATE_EXPIRES,
                WARNING,
                "Certificate expires soon[: {subject}][, on {notAfter}]",
                "Сертификат скоро истечёт[: {subject}][, {notAfter}]");
        add(
                m,
                EventCode.CERTIFICATE_EXPIRED,
                CRITICAL,
                "Certificate has expired[: {subject}]",
                "Срок действия сертификата истёк[: {subject}]");
        add(
                m,
                EventCode.PIN_MISMATCH,
                CRITICAL,
                "Somebody else answered instead of the server[ at {address}]",
                "Вместо сервера ответил кто-то другой[: {address}]");
        add(m, EventCode.RESET_REQUESTED, WARNING, "Reset of settings requested", "Запрошен сброс настроек");
        add(m, EventCode.RESET_DONE, WARNING, "Settings reset", "Настройки сброшены");
        add(
                m,
                EventCode.CODE_WRONG,
                WARNING,
                "Wrong confirmation code[, {left} attempts left]",
                "Неверный код подтверждения[, осталось попыток: {left}]");
        add(
                m,
                EventCode.CODE_ATTEMPTS_EXHAUSTED,
                CRITICAL,
                "Too many wrong confirmation codes",
                "Исчерпаны попытки ввода кода подтверждения");
        add(
                m,
                EventCode.SESSION_STARTED,
                INFO,
                "Session started[: {connection}][ at {host}]",
                "Сеанс начат[: {connection}][, {host}]");
        add(m, EventCode.SESSION_ENDED, INFO, "Session ended[: {connection}]", "Сеанс завершён[: {connection}]");
        add(
                m,
                EventCode.SESSION_FAILED,
                FAILURE,
                "Session failed[: {connection}][, {reason}]",
                "Сеанс не удался[: {connection}][, {reason}]");
        add(
                m,
                EventCode.REMOTE_CERTIFICATE_ACCEPTED,
                WARNING,
                "User accepted an untrusted certificate[ of {host}]",
                "Пользователь принял недоверенный сертификат[ узла {host}]");
        add(
                m,
                EventCode.REMOTE_CERTIFICATE_REJECTED,
                WARNING,
                "User rejected an untrusted certificate[ of {host}]",
                "Пользователь отклонил недоверенный сертификат[ узла {host}]");
        add(
                m,
                EventCode.REMOTE_REQUESTED,
                INFO,
                "Remote management requested[ by {administrator}][ from {address}]",
                "Запрошено удалённое управление[: {administrator}][, с адреса {address}]");
        add(
                m,
                EventCode.REMOTE_ALLOWED,
                INFO,
                "User allowed remote management[ to {administrator}]",
                "Пользователь разрешил удалённое управление[: {administrator}]");
        add(
                m,
                EventCode.REMOTE_AUTO_ACCEPTED,
                WARNING,
                "Remote management began without an answer of the user[: {administrator}]",
                "Удалённое управление началось без ответа пользователя[: {administrator}]");
        add(
                m,
                EventCode.REMOTE_DENIED,
                INFO,
                "Remote management refused[ to {administrator}]",
                "Удалённое управление отклонено[: {administrator}]");
        add(
                m,
                EventCode.REMOTE_ENDED,
                INFO,
                "Remote management ended[: {administrator}][ as {user}][, after {seconds} s]",
                "Удалённое управление завершено[: {administrator}][, вход {user}][, длилось {seconds} с]");
        add(
                m,
                EventCode.SCREEN_REQUESTED,
                INFO,
                "Access to the user’s session requested[ by {administrator}]",
                "Запрошен показ сеанса пользователя[: {administrator}]");
        add(
                m,
                EventCode.SCREEN_ALLOWED,
                INFO,
                "User showed the session[ to {administrator}]",
                "Пользователь показал свой сеанс[: {administrator}]");
        add(
                m,
                EventCode.SCREEN_DENIED,
                INFO,
                "User kept the session hidden[ from {administrator}]",
                "Пользователь не показал свой сеанс[: {administrator}]");
        add(
                m,
                EventCode.REMOTE_LOGIN_FAILED,
                WARNING,
                "Sign-in to remote management failed[ from {address}][, password last shown to {administrator}]",
                "Неудачный вход в удалённое управление[ с адреса {address}][, последним пароль смотрел(а) {administrator}]");
        add(
                m,
                EventCode.REMOTE_SOURCE_BLOCKED,
                CRITICAL,
                "Address blocked after failed sign-ins[: {address}][, password last shown to {administrator}]",
                "Адрес заблокирован после неудачных входов[: {address}][, последним пароль смотрел(а) {administrator}]");
        add(m, EventCode.UPDATE_AVAILABLE, INFO, "Update available[: {version}]", "Доступно обновление[: {version}]");
        add(
                m,
                EventCode.UPDATE_INSTALLED,
                INFO,
                "Update installed[: {version}]",
                "Обновление установлено[: {version}]");
        add(
                m,
                EventCode.UPDATE_FAILED,
                FAILURE,
                "Update failed[: {version}][, {reason}]",
                "Не удалось обновить[: {version}][, {reason}]");
        add(
                m,
                EventCode.UPDATE_ROLLED_BACK,
                CRITICAL,
                "Update rolled back[: {version}]",
                "Обновление отменено, возвращена прежняя версия[: {version}]");
        add(m, EventCode.LOG_FORWARDED, INFO, "Log sent[ to {host}]", "Журнал отправлен[ на {host}]");
        add(
                m,
                EventCode.LOG_FORWARDING_FAILED,
                FAILURE,
                "Log could not be sent[ to {host}][: {reason}]",
                "Не удалось отправить журнал[ на {host}][: {reason}]");
        add(m, EventCode.USB_ATTACHED, INFO, "USB device attached[: {name}]", "Подключено USB-устройство[: {name}]");
        add(m, EventCode.USB_REFUSED, WARNING, "USB device refused[: {name}]", "USB-устройство запрещено[: {name}]");
        add(
                m,
                EventCode.STORAGE_LIMIT,
                WARNING,
                "Storage or log is nearly full[: {what}]",
                "Память или журнал почти заполнены[: {what}]");
        add(
                m,
                EventCode.NAME_CHANGED,
                INFO,
                "Device name changed[ from {from}][ to {to}]",
                "Имя устройства изменено[: было {from}][, стало {to}]");
        add(
                m,
                EventCode.CLOCK_DIFFERS,
                WARNING,
                "Clock of the device differs[ by {seconds} s]",
                "Часы устройства расходятся с сервером[ на {seconds} с]");
        add(
                m,
                EventCode.ADMIN_DEACTIVATED,
                CRITICAL,
                "The user has deactivated the agent as device administrator, the phone can no longer be locked",
                "Пользователь лишил агент прав администратора устройства, заблокировать телефон больше нельзя");
        add(
                m,
                EventCode.RENEWAL_FAILED,
                FAILURE,
                "The phone cannot renew its certificate[: {reason}]",
                "Телефон не может обновить свой сертификат[: {reason}]");
        add(
                m,
                "S01.device-enrolled",
                INFO,
                "Device added[: {name}][, address {address}][, by token {token}]",
                "Добавлено устройство[: {name}][, адрес {address}][, по токену {token}]");
        add(
                m,
                "S02.device-moved",
                INFO,
                "Device moved[ to {to}][ by {actor}]",
                "Устройство перемещено[ в группу {to}][, {actor}]");
        add(
                m,
                "S03.device-deleted",
                WARNING,
                "Device deleted[: {name}][, by {actor}]",
                "Устройство удалено[: {name}][, {actor}]");
        add(
                m,
                "S05.identity-cloned",
                CRITICAL,
                "Two devices use one identity[: {address}][ and {otherAddress}]",
                "Два устройства работают с одним удостоверением[: {address}][ и {otherAddress}]");
        add(
                m,
                "S06.policy-changed",
                INFO,
                "Policy changed[: {policy}][, revision {revision}][, by {actor}]",
                "Политика изменена[: {policy}][, ревизия {revision}][, {actor}]");
        add(
                m,
                "S08.records-dropped",
                WARNING,
                "Device dropped records before it could send them[: {count}]",
                "Устройство потеряло записи до отправки[: {count}]");
        add(
                m,
                "S09.command-failed",
                FAILURE,
                "Command failed[: {kind}][, {reason}]",
                "Команда не выполнена[: {kind}][, {reason}]");
        add(
                m,
                "S10.sign-in-failed",
                WARNING,
                "Repeated failed sign-ins[ of {login}][ from {address}]",
                "Повторные неудачные входы[: {login}][, с адреса {address}]");
        add(m, "S11.server-started", INFO, "Server started[, version {version}]", "Сервер запущен[, версия {version}]");
        add(
                m,
                "S12.certificate-expires",
                WARNING,
                "Certificate of the server expires[ on {notAfter}][: {name}]",
                "Истекает сертификат сервера[ {notAfter}][: {name}]");
        add(
                m,
                "S13.device-silent",
                WARNING,
                "Device has been silent[ since {since}]",
                "Устройство не выходит на связь[ с {since}]");
        add(
                m,
                "S15.audit-broken",
                CRITICAL,
                "Audit log has been tampered with[: {problem}]",
                "Журнал аудита повреждён или подделан[: {problem}]");
        add(
                m,
                "S16.storage",
                CRITICAL,
                "Server is running out of storage[: {problem}]",
                "На сервере заканчивается место[: {problem}]");
        add(
                m,
                "S17.code-issued",
                INFO,
                "Code was given[: {action}][ by {actor}]",
                "Выдан код[: {action}][, выдал {actor}]");
        add(
                m,
                "S18.code-never-issued",
                CRITICAL,
                "Device used a code that was never given[: {action}]",
                "Устройство приняло код, который здесь не выдавали[: {action}]");
        add(
                m,
                "S19.stranger",
                CRITICAL,
                "Device sees a stranger in place of this server[, policy {policy}]",
                "Устройство видит вместо этого сервера чужой[, политика {policy}]");
        add(
                m,
                "S20.server-key-rotated",
                WARNING,
                "Key of the server was rotated[ by {actor}]",
                "Ключ сервера сменён[, сменил {actor}]");
        add(
                m,
                "S21.group-code-approved",
                WARNING,
                "Certificate replacement code for a whole group was approved[: {policy}][ by {actor}]",
                "Одобрен код замены сертификата для всей группы[: {policy}][, одобрил {actor}]");
        add(
                m,
                "S21.group-code-revoked",
                WARNING,
                "Certificate replacement code for a whole group was revoked[: {policy}][ by {actor}]",
                "Отозван код замены сертификата для всей группы[: {policy}][, отозвал {actor}]");
        add(
                m,
                "S22.code-used",
                INFO,
                "Device used a code[: {action}][, {result}][, {reason}]",
                "Устройство приняло код[: {action}][, {result}][, {reason}]");
        add(
                m,
                "S31.invitation-bounced",
                WARNING,
                "Mail with instructions did not arrive[ for {person}][ at {to}][: {reason}]",
                "Письмо с инструкциями не доставлено[: {person}][, {to}][: {reason}]");
        add(
                m,
                "S32.invitation-asked",
                WARNING,
                "New link to connect a phone was asked for[ by {person}]",
                "Нужна новая ссылка для подключения телефона[: {person}]");
        add(
                m,
                "S33.no-apple-push",
                WARNING,
                "iPhone or iPad[ of {person}] could not be connected: there is no Apple push certificate",
                "iPhone или iPad[ ({person})] не удалось подключить: нет push-сертификата Apple");
        add(
                m,
                "S34.apple-push-expired",
                CRITICAL,
                "iPhone or iPad[ of {person}] could not be connected: the Apple push certificate has expired",
                "iPhone или iPad[ ({person})] не удалось подключить: истёк push-сертификат Apple");
        add(
                m,
                "S35.no-android-app",
                WARNING,
                "Android phone[ of {person}] could not be connected: this server has no Android app to hand out",
                "Телефон Android[ ({person})] не удалось подключить: на сервере нет приложения для Android");
        AppleEventCodes.add(m);
        PhoneEventCodes.addTo((code, level, en, ru) -> add(m, code, level, en, ru));
        add(m, UNKNOWN, INFO, "Unknown event of a device[: {code}]", "Неизвестное событие устройства[: {code}]");
        return Collections.unmodifiableMap(m);
    }

    static void add(Map<String, EventType> types, String code, EventLevel level, String en, String ru) {
        types.put(code, new EventType(code, level, new Text(en, ru)));
    }
}
