package org.fairlead.server.core.event;

import static org.fairlead.server.core.event.EventLevel.CRITICAL;
import static org.fairlead.server.core.event.EventLevel.FAILURE;
import static org.fairlead.server.core.event.EventLevel.INFO;
import static org.fairlead.server.core.event.EventLevel.WARNING;

import java.util.Map;

/** The codes of the management of iPhones and iPads. */
final class AppleEventCodes {
    private AppleEventCodes() {}

    static void add(Map<String, EventCodes.EventType> m) {
        EventCodes.add(
                m,
                "S50.apple-push-changed",
                INFO,
                "Apple push certificate taken into use[, valid until {notAfter}][, by {actor}]",
                "Установлен push-сертификат Apple[, действует до {notAfter}][, {actor}]");
        EventCodes.add(
                m,
                "S51.apple-push-expires",
                WARNING,
                "Apple push certificate expires[ on {notAfter}][, days left: {days}]",
                "Истекает push-сертификат Apple[ {notAfter}][, осталось дней: {days}]");
        EventCodes.add(
                m,
                "S52.apple-push-expired",
                CRITICAL,
                "Apple push certificate has expired[ on {notAfter}]: iPhones and iPads cannot be woken or connected",
                "Истёк push-сертификат Apple[ {notAfter}]: iPhone и iPad нельзя ни разбудить, ни подключить");
        EventCodes.add(
                m,
                "S53.apple-management-removed",
                WARNING,
                "The user has removed the management from the phone",
                "Пользователь удалил с телефона профиль управления");
        EventCodes.add(
                m,
                "S54.apple-push-refused",
                CRITICAL,
                "Apple refuses the pushes[: {reason}]",
                "Apple отклоняет push-уведомления[: {reason}]");
        EventCodes.add(
                m,
                "S55.apple-unreachable",
                WARNING,
                "The phone can no longer be woken through Apple[: {reason}]",
                "Телефон больше нельзя разбудить через Apple[: {reason}]");
        EventCodes.add(
                m,
                "S56.apple-other-person",
                WARNING,
                "Another person has connected the phone[ {name}], decide whether it is theirs",
                "Телефон[ {name}] подключил другой человек: решите, его ли это телефон");
        EventCodes.add(
                m,
                "S57.apple-identity-expired",
                FAILURE,
                "The phone's identity has expired, it has to be connected anew",
                "Срок действия удостоверения телефона истёк, его нужно подключить заново");
    }
}
