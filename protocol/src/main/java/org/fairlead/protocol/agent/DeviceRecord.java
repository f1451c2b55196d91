package org.fairlead.protocol.agent;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that a device must not lose on the way to the server: an event, a command's result, a local change. */
public sealed interface DeviceRecord {
    /** Number of this record on its device, growing by one. */
    long seq();

    /** The device's clock, milliseconds since 1970. */
    long at();

    /** An event; the codes D01 to D20 are in {@link EventCode}. */
    record Event(long seq, long at, String code, Map<String, @Nullable Object> args) implements DeviceRecord {}

    /** How a command stands: {@code running}, or its end. */
    record Result(
            long seq,
            long at,
            String command,
            State state,
            @Nullable String reason) implements DeviceRecord {
        /** Wire names are the lower-case names. */
        public enum State {
            RUNNING,
            SUCCEEDED,
            FAILED,
            UNSUPPORTED
        }
    }

    /** Settings that the device's user changed; a null value goes back to what the administrator decides. */
    record LocalChange(long seq, long at, Map<String, @Nullable Object> values) implements DeviceRecord {}

    /** Records up to the largest batch of one message. */
    int MAX_BATCH = 200;

    /** The same record with another number. */
    default DeviceRecord numbered(long number) {
        if (this instanceof Event e) {
            return new Event(number, e.at(), e.code(), e.args());
        } else if (this instanceof Result r) {
            return new Result(number, r.at(), r.command(), r.state(), r.reason());
        } else if (this instanceof LocalChange c) {
            return new LocalChange(number, c.at(), c.values());
        }
        throw new IllegalStateException("unknown record");
    }

    /** The last sequence number of a batch in order, 0 for an empty one. */
    static long last(List<DeviceRecord> records) {
        return records.isEmpty() ? 0 : records.get(records.size() - 1).seq();
    }
}
