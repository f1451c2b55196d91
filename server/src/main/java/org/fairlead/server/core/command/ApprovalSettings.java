package org.fairlead.server.core.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/**
 * When a command that destroys data or shuts users out needs a second administrator.
 *
 * @param devicesPerCommand from so many devices in one command on; null: never
 * @param devicesInWindow when the devices of all such commands in the window come to more than this; null: never
 * @param answerHours how long a request waits for its answer
 */
public record ApprovalSettings(
        long revision,
        @Nullable Integer devicesPerCommand,
        @Nullable Integer devicesInWindow,
        int windowMinutes,
        int answerHours) {
    public static final ApprovalSettings OFF = new ApprovalSettings(0, null, null, 60, 24);
    static final int MAX_DEVICES = 100_000;
    static final int MAX_WINDOW = 30 * 1440;
    static final int MAX_HOURS = 30 * 24;

    public boolean off() {
        return devicesPerCommand == null && devicesInWindow == null;
    }

    /** Whether a command for these devices needs approval when so many were commanded in the window. */
    public boolean needs(int devices, long before) {
        Integer one = devicesPerCommand;
        Integer all = devicesInWindow;
        return (one != null && devices >= one) || (all != null && before + devices > all);
    }

    /** Whether a command that these settings let go out would have needed approval under the others. */
    boolean loosens(ApprovalSettings now) {
        Integer inWindow = now.devicesInWindow;
        return above(devicesPerCommand, now.devicesPerCommand)
                || above(devicesInWindow, inWindow)
                || (inWindow != null && windowMinutes < now.windowMinutes);
    }

    private static boolean above(@Nullable Integer next, @Nullable Integer now) {
        return now != null && (next == null || next > now);
    }

    ApprovalSettings checked() {
        Map<String, String> errors = new LinkedHashMap<>();
        range("devicesPerCommand", devicesPerCommand, 1, MAX_DEVICES, errors);
        range("devicesInWindow", devicesInWindow, 1, MAX_DEVICES, errors);
        range("windowMinutes", windowMinutes, 1, MAX_WINDOW, errors);
        range("answerHours", answerHours, 1, MAX_HOURS, errors);
        if (!errors.isEmpty()) {
            throw new Problem.Invalid(errors);
        }
        return this;
    }

    private static void range(String field, @Nullable Integer value, int least, int most, Map<String, String> errors) {
        if (value != null && (value < least || value > most)) {
            errors.put(field, "must be from " + least + " to " + most);
        }
    }
}
