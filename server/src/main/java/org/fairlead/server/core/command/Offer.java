package org.fairlead.server.core.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/** A command that a device's platform knows, and why this device would not carry it out; null when it would. */
public record Offer(CommandKind kind, @Nullable Text objection) {
    private static final String OWNER = "device-owner";

    /** What can be asked of the device as it last described itself. */
    public static List<Offer> of(Device device) {
        List<Offer> offers = new ArrayList<>();
        for (CommandKind kind : CommandKind.values()) {
            if (kind.knownTo(device.platform())) {
                offers.add(new Offer(kind, objection(kind, device.platform(), device.reported())));
            }
        }
        return offers;
    }

    /** Why such a device would not carry it out; null when it would. */
    static @Nullable Text objection(CommandKind kind, String platform, Map<String, @Nullable Object> reported) {
        return switch (platform) {
            case Policy.ANDROID -> android(kind, reported);
            case Policy.IOS, Policy.IPADOS -> AppleOffer.objection(kind, reported);
            default -> null;
        };
    }

    private static @Nullable Text android(CommandKind kind, Map<String, @Nullable Object> reported) {
        if (!(reported.get("mode") instanceof String mode) || !(reported.get("apiLevel") instanceof Number number)) {
            return new Text("the phone has not described itself yet", "телефон ещё не сообщил о себе");
        }
        long api = number.longValue();
        boolean profile = mode.endsWith("profile-owner");
        Text noAdmin = mode.equals("none")
                ? new Text(
                        "the user has not activated the agent as device administrator",
                        "пользователь не сделал агент администратором устройства")
                : null;
        return switch (kind) {
            case LOCK -> noAdmin;
            case RESTART ->
                mode.equals(OWNER)
                        ? null
                        : new Text(
                                "only a fully managed phone can be restarted",
                                "перезапустить можно только полностью управляемый телефон");
            case PHOTO ->
                noAdmin != null
                        ? noAdmin
                        : api >= 30 && !mode.equals(OWNER)
                                ? new Text(
                                        "from Android 11 only on fully managed phones",
                                        "начиная с Android 11 — только на полностью управляемых телефонах")
                                : null;
            case RESET_PASSWORD ->
                mode.equals(OWNER) || profile
                        ? Boolean.TRUE.equals(reported.get("resetToken"))
                                ? null
                                : new Text(
                                        "possible once the user has unlocked the phone after enrolment",
                                        "станет возможно, когда пользователь разблокирует телефон после подключения")
                        : new Text(
                                "Android lets only the owner of the device or profile do this",
                                "Android разрешает это только владельцу устройства или профиля");
            case WIPE ->
                switch (mode) {
                    case "profile-owner" ->
                        new Text(
                                "a personal phone: only the work profile can be removed, by Wipe corporate data",
                                "личный телефон: удалить можно только рабочий профиль командой «Удалить корпоративные данные»");
                    case "admin" ->
                        api >= 34
                                ? new Text(
                                        "from Android 14 a device administrator may not erase the phone",
                                        "начиная с Android 14 администратор устройства не может стереть данные")
                                : null;
                    default -> noAdmin;
                };
            default -> null;
        };
    }
}
