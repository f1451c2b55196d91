package org.fairlead.thinclient.remote;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Blocks addresses that give wrong passwords, as the settings say, and says which failures are worth an event. Times are
 * milliseconds of a clock that never goes back.
 */
final class LoginLimits {
    static final long WINDOW = 300_000;
    static final int MOST_ADDRESSES = 1_000;
    /** So many failures in a window become events, whoever makes them. */
    static final int MOST_EVENTS = 30;

    /** What a failure was. */
    enum Failure {
        /** One more. */
        COUNTED,
        /** The one that blocks the address. */
        BLOCKS,
        /** Of an address that is blocked already, or one of too many to tell each. */
        SILENT
    }

    private static final class Record {
        private int failures;
        private long first;
        private long blockedUntil = Long.MIN_VALUE;
    }

    private final Map<InetAddress, Record> records = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Record> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };
    private int most = 5;
    private long blockMillis = 900_000;
    private long eventsSince;
    private int events;

    synchronized void limits(int failures, long millis) {
        most = failures;
        blockMillis = millis;
    }

    synchronized boolean blocked(InetAddress address, long now) {
        Record record = records.get(address);
        return record != null && now < record.blockedUntil;
    }

    synchronized Failure failed(InetAddress address, long now) {
        Record record = records.computeIfAbsent(address, key -> new Record());
        if (now < record.blockedUntil) {
            return Failure.SILENT;
        }
        if (record.failures == 0 || now - record.first >= WINDOW) {
            record.failures = 0;
            record.first = now;
        }
        record.failures++;
        boolean blocks = record.failures >= most;
        if (blocks) {
            record.failures = 0;
            record.blockedUntil = now + blockMillis;
        }
        if (events == 0 || now - eventsSince >= WINDOW) {
            eventsSince = now;
            events = 0;
        }
        events++;
        return events > MOST_EVENTS ? Failure.SILENT : blocks ? Failure.BLOCKS : Failure.COUNTED;
    }

    synchronized void succeeded(InetAddress address) {
        records.remove(address);
    }
}
