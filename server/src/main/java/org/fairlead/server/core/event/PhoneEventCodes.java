package org.fairlead.server.core.event;

import static org.fairlead.server.core.event.EventLevel.CRITICAL;
import static org.fairlead.server.core.event.EventLevel.FAILURE;
import static org.fairlead.server.core.event.EventLevel.INFO;
import static org.fairlead.server.core.event.EventLevel.WARNING;

/** The events of managing phones: approvals, deletion in stages, compliance rules. */
final class PhoneEventCodes {
    private PhoneEventCodes() {}

    /** Takes a code with its level and its title in both languages. */
    @FunctionalInterface
    interface Book {
        void add(String code, EventLevel level, String en, String ru);
    }

    static void addTo(Book book) {
        book.add(
                "S60.approval-asked",
                WARNING,
                "A command waits for a second administrator[: {kind}][, devices: {count}][, asked by {askedBy}][: {reason}]",
                "Команда ждёт второго администратора[: {kind}][, устройств: {count}][, запросил {askedBy}][: {reason}]");
        book.add(
                "S61.approval-given",
                WARNING,
                "A command was approved[: {kind}][, devices: {count}][, asked by {askedBy}][, approved by {actor}]",
                "Команда одобрена[: {kind}][, устройств: {count}][, запросил {askedBy}][, одобрил {actor}]");
        book.add(
                "S62.approval-refused",
                INFO,
                "A command was refused or withdrawn[: {kind}][, devices: {count}][, asked by {askedBy}][, by {actor}]",
                "Команда отклонена или отозвана[: {kind}][, устройств: {count}][, запросил {askedBy}][, {actor}]");
        book.add(
                "S63.approval-expired",
                WARNING,
                "Nobody has approved a command in time[: {kind}][, devices: {count}][, asked by {askedBy}]",
                "Команду не одобрили вовремя[: {kind}][, устройств: {count}][, запросил {askedBy}]");
        book.add(
                "S64.approval-settings",
                WARNING,
                "When a second administrator is needed was changed[ by {actor}]",
                "Изменено, когда нужен второй администратор[: {actor}]");
        book.add(
                "S67.approval-loosening",
                WARNING,
                "Somebody asks that fewer commands need a second administrator[: {actor}]",
                "Запрошено, чтобы второй администратор требовался реже[: {actor}]");
        book.add(
                "S65.deletion-begun",
                INFO,
                "Device marked for deletion[ by {actor}][: {reason}]",
                "Устройство помечено на удаление[, {actor}][: {reason}]");
        book.add(
                "S66.deletion-stuck",
                FAILURE,
                "The company's data could not be taken off a device that is being deleted[: {reason}]",
                "С удаляемого устройства не удалось снять корпоративные данные[: {reason}]");
        book.add(
                "S70.compliance-violated",
                WARNING,
                "Compliance rule broken[: {rule}][, time to mend until {until}]",
                "Нарушено правило соответствия[: {rule}][, срок исправления {until}]");
        book.add(
                "S71.compliance-restored",
                INFO,
                "Compliance rule is kept again[: {rule}]",
                "Правило соответствия снова соблюдается[: {rule}]");
        book.add(
                "S72.compliance-acted",
                CRITICAL,
                "A compliance rule has acted[: {rule}][, {action}]",
                "Сработало правило соответствия[: {rule}][, {action}]");
    }
}
