package org.fairlead.thinclient.codes;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.fairlead.protocol.codes.GroupCode;
import org.jspecify.annotations.Nullable;

/** Finds the group key that a code for a whole group was made with; takes up to a second for each key. */
final class GroupCheck {
    /** No device of this version runs before this day. */
    static final long BUILT = LocalDate.of(2026, 11, 1).toEpochDay();

    private final GroupCode.MemoryHard function;
    private final Ledger ledger;
    private final InstantSource clock;

    GroupCheck(GroupCode.MemoryHard function, Ledger ledger, InstantSource clock) {
        this.function = function;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The key that fits, and the last day of the code. */
    record Match(DeviceKeys.Key key, long lastDay) {}

    /** The match, or null when the code is not for this device and this server key, was used before or has ended. */
    @Nullable
    Match find(DeviceKeys keys, GroupCode code, byte[] serverKey) {
        if (ledger.groupCodeUsed(code.text())) {
            return null;
        }
        for (long today : days()) {
            for (DeviceKeys.Key key : keys.of(DeviceKeys.Kind.GROUP).toList()) {
                UUID group = key.group();
                if (group == null) {
                    continue;
                }
                GroupCode.Target target = new GroupCode.Target(keys.workspace(), group, key.epoch());
                long lastDay = code.lastDay(today);
                if (code.allows(function, key.bytes(), target, serverKey, lastDay)) {
                    return new Match(key, lastDay);
                }
            }
        }
        return null;
    }

    /** What today may be: by the device's calendar, and by what the server last said when the calendar is older. */
    private Set<Long> days() {
        long known = Math.max(BUILT, TimeUnit.MILLISECONDS.toDays(ledger.atLeast()));
        long calendar = Math.floorDiv(clock.instant().getEpochSecond(), 86_400L);
        Set<Long> days = new LinkedHashSet<>();
        days.add(Math.max(known, calendar));
        if (calendar > known + 366) {
            days.add(known); // a calendar that is years ahead of every sign of life is doubted, not obeyed
        }
        return days;
    }
}
