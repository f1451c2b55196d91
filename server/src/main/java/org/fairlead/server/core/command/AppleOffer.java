package org.fairlead.server.core.command;

import java.util.Map;
import org.fairlead.protocol.catalogue.Text;
import org.jspecify.annotations.Nullable;

/** Why an iPhone or iPad would not carry out a command, from what it has last said of itself. */
final class AppleOffer {
    private AppleOffer() {}

    static @Nullable Text objection(CommandKind kind, Map<String, @Nullable Object> reported) {
        if (Boolean.FALSE.equals(reported.get("managed"))) {
            return new Text(
                    "the phone is no longer managed, connect it anew",
                    "телефон больше не управляется, подключите его заново");
        }
        boolean lost = Boolean.TRUE.equals(reported.get("lostMode"));
        return switch (kind) {
            case RESTART, SHUT_DOWN, LOST_MODE -> supervised(reported);
            case LOCATE, LOST_MODE_SOUND, END_LOST_MODE -> {
                Text objection = supervised(reported);
                yield objection != null || lost
                        ? objection
                        : new Text(
                                "possible in lost mode only, switch it on first",
                                "возможно только в режиме пропажи, сначала включите его");
            }
            case LOCK ->
                lost
                        ? new Text(
                                "the phone is in lost mode and locked already",
                                "телефон в режиме пропажи и уже заблокирован")
                        : null;
            case PHONE_SETTINGS ->
                Boolean.FALSE.equals(reported.get("supervised")) && Boolean.FALSE.equals(reported.get("cellular"))
                        ? new Text(
                                "without supervision only roaming and hotspot can be set, and it has no mobile network",
                                "без контроля (supervised) можно задать только роуминг и модем, а мобильной связи у устройства нет")
                        : null;
            case CLEAR_PASSCODE ->
                lost
                        ? new Text(
                                "the phone is in lost mode: without a passcode it would be open to its finder",
                                "телефон в режиме пропажи: без код-пароля он будет открыт для нашедшего")
                        : Boolean.TRUE.equals(reported.get("unlockToken"))
                                ? null
                                : new Text(
                                        "the phone has given no token to unlock it",
                                        "телефон не передал ключ для снятия пароля");
            default -> null;
        };
    }

    private static @Nullable Text supervised(Map<String, @Nullable Object> reported) {
        Object supervised = reported.get("supervised");
        if (supervised == null) {
            return new Text("the phone has not described itself yet", "телефон ещё не сообщил о себе");
        }
        return Boolean.TRUE.equals(supervised)
                ? null
                : new Text(
                        "only supervised phones can do this", "это умеют только контролируемые телефоны (supervised)");
    }
}
