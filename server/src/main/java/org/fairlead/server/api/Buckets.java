package org.fairlead.server.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import org.fairlead.server.core.Problem;

/** Token buckets by key, at most 100,000 of them; any thread may call. */
final class Buckets {
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();
    private final InstantSource clock;
    private final int burst;
    private final int perSecond;

    Buckets(InstantSource clock, int burst, int perSecond) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Takes one token or throws {@link Problem.TooMany}. */
    void take(String key) {
        Bucket bucket = buckets.get(key, k -> new Bucket(burst, clock.millis()));
        synchronized (bucket) {
            long now = clock.millis();
            bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) * perSecond / 1000.0);
            bucket.at = now;
            if (bucket.tokens < 1) {
                throw new Problem.TooMany("too many requests from this address, slow down", 1);
            }
            bucket.tokens -= 1;
        }
    }

    private static final class Bucket {
        private double tokens;
        private long at;

        private Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }
}
