package org.fairlead.rdp.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down and locks out addresses that give wrong passwords, counted across connections. Half-made connections do not
 * count. Times are nanoseconds of a clock that never goes back; safe for several threads.
 */
public final class LoginGuard {
    static final int FREE_FAILURES = 2;
    static final int LOCK_FAILURES = 5;
    static final long SECOND = 1_000_000_000L;
    static final long FIRST_LOCK = 5 * SECOND;
    static final long LONGEST_LOCK = 900 * SECOND;
    static final long LONGEST_DELAY = 8 * SECOND;
    static final long FORGET = 900 * SECOND;
    static final int OVERALL_PER_MINUTE = 30;
    static final long OVERALL_DELAY = SECOND;
    private static final int MAX_ADDRESSES = 10_000;

    /**
     * How to treat an attempt.
     *
     * @param locked refuse it, whatever the password
     * @param delayNanos wait so long before answering
     */
    public record Verdict(boolean locked, long delayNanos) {}

    private static final class Record {
        private int failures;
        private long lastFailure;
        private long lockedUntil;
        private long nextAnswer;
    }

    private final Map<String, Record> records = new LinkedHashMap<>(16, 0.75f, true);
    private int overall;
    private long overallSince;
    private boolean overallStarted;

    /** Asked when an attempt's proof is there, before it is looked at. */
    public synchronized Verdict attempt(InetAddress address, long now) {
        long delay =
                overallStarted && now - overallSince < 60 * SECOND && overall > OVERALL_PER_MINUTE ? OVERALL_DELAY : 0;
        Record record = records.get(place(address));
        if (record == null) return new Verdict(false, delay);
        if (now - record.lastFailure >= FORGET) {
            records.remove(place(address));
            return new Verdict(false, delay);
        }
        boolean locked = record.failures >= LOCK_FAILURES && now - record.lockedUntil < 0;
        if (record.failures > FREE_FAILURES) {
            long own = SECOND / 2 << Math.min(record.failures - FREE_FAILURES - 1, 3);
            long start = Math.max(now, record.nextAnswer);
            record.nextAnswer = Math.min(start + own, now + LONGEST_DELAY);
            delay = Math.max(delay, record.nextAnswer - now);
        }
        return new Verdict(locked, delay);
    }

    /** The password was wrong. */
    public synchronized void failed(InetAddress address, long now) {
        if (!overallStarted || now - overallSince >= 60 * SECOND) {
            overallStarted = true;
            overallSince = now;
            overall = 0;
        }
        overall++;
        Record record = records.get(place(address));
        if (record == null) {
            if (records.size() >= MAX_ADDRESSES) {
                var eldest = records.keySet().iterator();
                eldest.next();
                eldest.remove();
            }
            record = new Record();
            record.nextAnswer = now;
            records.put(place(address), record);
        }
        record.failures++;
        record.lastFailure = now;
        if (record.failures >= LOCK_FAILURES) {
            int doublings = Math.min(record.failures - LOCK_FAILURES, 10);
            record.lockedUntil = now + Math.min(FIRST_LOCK << doublings, LONGEST_LOCK);
        }
    }

    /** The password was right. */
    public synchronized void succeeded(InetAddress address) {
        records.remove(place(address));
    }

    /** What counts as one place: an address, but IPv6 addresses of one subscriber share a /64. */
    static String place(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
