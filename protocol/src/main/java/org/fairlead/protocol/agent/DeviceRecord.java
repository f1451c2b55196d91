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

    /**
     * How a command stands: {@code running}, or its end.
     *
     * @param data what the command brought, such as a position; null for nothing
     */
    record Result(
            long seq,
            long at,
            String command,
            State state,
            @Nullable String reason,
            @Nullable Map<String, @Nullable Object> data)
            implements DeviceRecord {
        /** A result that brings nothing. */
        public Result(long seq, long at, String command, State state, @Nullable String reason) {
            this(seq, at, command, state, reason, null);
        }

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

    /**
     * A user asks for an offline code while the server is in reach.
     *
     * @param request the request code as shown
     * @param action name of the action, lower case
     * @param details what exactly is asked, for the administrator: texts by name, such as {@code newServer}
     */
    record CodeRequested(long seq, long at, String request, String action, Map<String, @Nullable Object> details)
            implements DeviceRecord {}

    /**
     * An offline code was accepted on the device.
     *
     * @param action name of the action, lower case
     * @param epoch of the key, from 1
     * @param nonce of the request; for a group's code its last day
     * @param group id of the group whose key was used, null for the device's own
     * @param reason of a failure
     */
    record CodeUsed(
            long seq,
            long at,
            String action,
            Form form,
            @Nullable String group,
            int epoch,
            long nonce,
            Outcome result,
            @Nullable String reason)
            implements DeviceRecord {
        /** Which form of code; wire names are the lower-case names. */
        public enum Form {
            DEVICE,
            CERTIFICATE,
            GROUP
        }

        /** What became of the action; wire names are the lower-case names. */
        public enum Outcome {
            /** Recorded as used, the action begins. */
            STARTED,
            DONE,
            FAILED,
            /** The device stopped in between; the action is not repeated. */
            UNKNOWN
        }
    }

    /** Wrong codes were entered for a request until it was void, or it was given up after some. */
    record CodeRefused(long seq, long at, String action, int tries) implements DeviceRecord {}

    /** Records up to the largest batch of one message. */
    int MAX_BATCH = 200;

    /** The same record with another number. */
    default DeviceRecord numbered(long number) {
        if (this instanceof Event e) {
            return new Event(number, e.at(), e.code(), e.args());
        } else if (this instanceof Result r) {
            return new Result(number, r.at(), r.command(), r.state(), r.reason(), r.data());
        } else if (this instanceof LocalChange c) {
            return new LocalChange(number, c.at(), c.values());
        } else if (this instanceof CodeRequested c) {
            return new CodeRequested(number, c.at(), c.request(), c.action(), c.details());
        } else if (this instanceof CodeUsed c) {
            return new CodeUsed(
                    number, c.at(), c.action(), c.form(), c.group(), c.epoch(), c.nonce(), c.result(), c.reason());
        } else if (this instanceof CodeRefused c) {
            return new CodeRefused(number, c.at(), c.action(), c.tries());
        }
        throw new IllegalStateException("unknown record");
    }

    /** The last sequence number of a batch in order, 0 for an empty one. */
    static long last(List<DeviceRecord> records) {
        return records.isEmpty() ? 0 : records.get(records.size() - 1).seq();
    }
}
