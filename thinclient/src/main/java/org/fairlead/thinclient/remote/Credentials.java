package org.fairlead.thinclient.remote;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.fairlead.rdp.auth.NtHash;

/** The user name and the changing password that let an administrator in; in memory only. */
final class Credentials {
    static final String USER = "support";
    static final int LENGTH = 16;
    static final Duration LIFE = Duration.ofHours(24);
    /** Letters and digits without those that look alike. */
    static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private final SecureRandom random;
    private final InstantSource clock;
    private String password = "";
    private Instant since = Instant.EPOCH;

    Credentials(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
        renew();
    }

    synchronized void renew() {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        password = text.toString();
        since = clock.instant();
    }

    synchronized String password() {
        return password;
    }

    synchronized Instant since() {
        return since;
    }

    boolean isUser(String name) {
        return name.equalsIgnoreCase(USER);
    }

    synchronized NtHash hash() {
        return NtHash.of(password.toCharArray());
    }
}
