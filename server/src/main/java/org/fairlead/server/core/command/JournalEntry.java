package org.fairlead.server.core.command;

import java.time.Instant;
import org.fairlead.protocol.catalogue.Text;
import org.jspecify.annotations.Nullable;

/** One step of a command's life; the detail is a name or a reason, depending on the kind. */
public record JournalEntry(
        Instant at, String kind, @Nullable String detail) {
    public static final String QUEUED = "queued";
    public static final String WAITS = "waits";
    public static final String DELIVERED = "delivered";
    public static final String APPROVED = "approved";
    public static final String PUSHED = "pushed";
    public static final String WOKE = "woke";
    public static final String NOT_NOW = "not-now";
    public static final String RUNNING = "running";
    public static final String SUCCEEDED = "succeeded";
    public static final String FAILED = "failed";
    public static final String UNSUPPORTED = "unsupported";
    public static final String RECALLED = "recalled";
    public static final String EXPIRED = "expired";

    /** What happened, for people. */
    public Text text() {
        return switch (kind) {
            case QUEUED -> more("queued", "поставлена в очередь", " by ", ": ");
            case WAITS ->
                detail == null
                        ? new Text(
                                "waits: the device has not been online yet",
                                "ждёт: устройство ещё не выходило на связь")
                        : more("waits: the device is offline", "ждёт: устройство не на связи", " since ", " с ");
            case APPROVED -> more("approved", "одобрена", " by ", ": ");
            case DELIVERED -> new Text("handed to the device", "передана устройству");
            case PUSHED -> times(new Text("a push was sent through Apple", "через Apple отправлено push-уведомление"));
            case WOKE ->
                new Text("the phone woke up and asked for its commands", "телефон проснулся и запросил команды");
            case NOT_NOW ->
                times(new Text(
                        "the phone has put it off, it is locked or busy", "телефон отложил: заблокирован или занят"));
            case RUNNING -> new Text("the device is carrying it out", "выполняется на устройстве");
            case SUCCEEDED -> reason("done", "выполнена");
            case FAILED -> reason("failed", "не выполнена");
            case UNSUPPORTED -> new Text("the device does not know this command", "устройство не знает такой команды");
            case RECALLED -> more("recalled", "отозвана", " by ", ": ");
            case EXPIRED ->
                "unanswered".equals(detail)
                        ? new Text(
                                "the device got it but never answered",
                                "устройство получило команду, но так и не ответило")
                        : new Text("the device did not come for it in time", "устройство не вышло на связь вовремя");
            default -> new Text(kind, kind);
        };
    }

    /** How often it happened in a row, where the detail counts it. */
    private Text times(Text text) {
        return detail == null ? text : new Text(text.en() + ", ×" + detail, text.ru() + ", ×" + detail);
    }

    private Text reason(String en, String ru) {
        if (detail == null || detail.isEmpty()) {
            return new Text(en, ru);
        }
        Text why = Reasons.text(detail);
        return new Text(en + ": " + why.en(), ru + ": " + why.ru());
    }

    private Text more(String en, String ru, String enJoin, String ruJoin) {
        return detail == null || detail.isEmpty()
                ? new Text(en, ru)
                : new Text(en + enJoin + detail, ru + ruJoin + detail);
    }
}
