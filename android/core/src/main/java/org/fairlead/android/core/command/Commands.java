package org.fairlead.android.core.command;

import java.util.Map;
import org.fairlead.android.core.device.Facts;
import org.fairlead.android.core.device.Mode;
import org.fairlead.protocol.agent.Down;
import org.jspecify.annotations.Nullable;

/** Decides about commands; a pure function of the order, the phone and the settings in force. */
public final class Commands {
    static final int ALARM_SECONDS = 300;
    static final int MAX_PASSWORD = 64;

    private static final String NO_ADMIN = "the user has not activated the agent as device administrator";

    private Commands() {}

    /** What becomes of the order on a phone like this. */
    public static Decision decide(Down.Order order, Facts facts, Map<String, @Nullable Object> values) {
        return switch (order.kind()) {
            case "synchronise" -> new Decision.Synchronise();
            case "message" -> message(order);
            case "lock" ->
                facts.mode() == Mode.NONE ? new Decision.Refused(NO_ADMIN) : new Decision.Go(new Task.Lock());
            case "alarm" -> new Decision.Go(new Task.Alarm(ALARM_SECONDS));
            case "locate" -> locate(facts, values);
            case "photo" -> photo(order, facts, values);
            case "reset-password" -> resetPassword(order, facts);
            case "wipe" -> wipe(facts);
            case "wipe-corporate" -> new Decision.End(facts.mode().ownsProfile() ? new Task.RemoveProfile() : null);
            case "restart" -> restart(facts);
            default -> new Decision.Unsupported("this agent does not know the command " + order.kind());
        };
    }

    private static Decision message(Down.Order order) {
        return order.params().get("text") instanceof String text && !text.trim().isEmpty()
                ? new Decision.Go(new Task.Message(text))
                : new Decision.Refused("the message is empty");
    }

    private static Decision locate(Facts facts, Map<String, @Nullable Object> values) {
        String objection = Privacy.objection(values, Privacy.LOCATE, facts.mode(), "locating");
        if (objection != null) {
            return new Decision.Refused(objection);
        }
        if (!facts.location()) {
            return new Decision.Refused("the user has not allowed the agent to see the location all the time");
        }
        if (!facts.locationOn() && !(facts.mode() == Mode.DEVICE_OWNER && facts.api() >= 30)) {
            return new Decision.Refused("location is switched off on the phone");
        }
        return new Decision.Go(new Task.Locate());
    }

    private static Decision photo(Down.Order order, Facts facts, Map<String, @Nullable Object> values) {
        String objection = Privacy.objection(values, Privacy.PHOTO, facts.mode(), "photos");
        if (objection != null) {
            return new Decision.Refused(objection);
        }
        if (facts.mode() == Mode.NONE) {
            return new Decision.Refused(NO_ADMIN);
        }
        if (facts.api() >= 30 && facts.mode() != Mode.DEVICE_OWNER) {
            return new Decision.Unsupported(
                    "from Android 11 only the owner of the device may use the camera in the background");
        }
        if (!facts.camera()) {
            return new Decision.Refused("the agent may not use the camera, or the phone has none at the front");
        }
        if (!facts.secure()) {
            return new Decision.Refused("no screen lock is set, so nobody can enter a wrong password");
        }
        return new Decision.Arm(new Task.ArmPhoto(order.id()));
    }

    private static Decision resetPassword(Down.Order order, Facts facts) {
        if (!facts.mode().owns()) {
            return new Decision.Unsupported("Android lets only the owner of the device or profile set a new password");
        }
        if (!facts.resetToken()) {
            return new Decision.Refused(
                    "the token for new passwords is not active yet: it becomes active when the user next unlocks the phone");
        }
        Object password = order.params().get("password");
        if (!(password instanceof String text) || text.length() < 4 || text.length() > MAX_PASSWORD) {
            return new Decision.Refused("the new password must have 4 to " + MAX_PASSWORD + " characters");
        }
        return new Decision.Go(new Task.ResetPassword(text));
    }

    private static Decision wipe(Facts facts) {
        return switch (facts.mode()) {
            case DEVICE_OWNER, COMPANY_PROFILE_OWNER -> new Decision.End(new Task.Wipe());
            case PROFILE_OWNER ->
                new Decision.Unsupported(
                        "on a personal phone only the work profile can be removed: send Wipe corporate data");
            case ADMIN ->
                facts.api() >= 34
                        ? new Decision.Unsupported("from Android 14 a device administrator may not erase the phone")
                        : new Decision.End(new Task.Wipe());
            case NONE -> new Decision.Refused(NO_ADMIN);
        };
    }

    private static Decision restart(Facts facts) {
        return facts.mode() == Mode.DEVICE_OWNER
                ? new Decision.Go(new Task.Restart())
                : new Decision.Unsupported("only the owner of the device may restart it");
    }
}
