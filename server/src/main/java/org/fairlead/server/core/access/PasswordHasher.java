package org.fairlead.server.core.access;

/** Slow hashes of passwords. Throws {@link org.fairlead.server.core.Problem.TooMany} when too many wait for their turn. */
public interface PasswordHasher {
    String hash(String password);

    boolean matches(String password, String hash);

    /** Spends the time of a check, so that an unknown login takes as long as a known one. */
    void pretend(String password);
}
