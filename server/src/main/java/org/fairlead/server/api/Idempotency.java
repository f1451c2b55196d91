package org.fairlead.server.api;

import java.util.Optional;
import java.util.UUID;

/** Remembers the answers to POST requests for 24 hours, so that a repeated one changes nothing. */
public interface Idempotency {
    /** An answer that was given before. */
    record Answer(int status, String body) {}

    /**
     * Claims the key for a request, or returns the answer that was given to the same request before. Throws
     * {@link org.fairlead.server.core.Problem.Conflict} when the key was used for another request or the first one still
     * runs.
     */
    Optional<Answer> claim(String caller, UUID key, byte[] requestHash);

    void complete(String caller, UUID key, Answer answer);

    /** Forgets a claim whose request failed, so that it may be tried again. */
    void abandon(String caller, UUID key);
}
