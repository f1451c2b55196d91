package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps what Apple devices need. */
public interface AppleStore {
    void offer(Tx tx, UUID id, UUID invitation, UUID person, byte[] tokenSealed, Instant now);

    /** Deletes the oldest offers of an invitation that led to nothing, but for so many. */
    void trimOffers(Tx tx, UUID invitation, int keep);

    void challenge(Tx tx, String hash, UUID enrolment, Instant expires);

    /** A challenge with its enrolment, locked. */
    Optional<Challenge> lockChallenge(Tx tx, String hash);

    /** The key is empty until one was certified. */
    record Challenge(UUID enrolment, Instant expires, String keyHash) {}

    void useChallenge(Tx tx, String hash, String keyHash);

    void issued(Tx tx, Identity identity, Instant now);

    /** An identity certificate; fingerprint is the SHA-256 of it in lower-case hex. */
    record Identity(
            String fingerprint,
            UUID enrolment,
            String keyHash,
            byte[] certificate,
            Instant notAfter,
            boolean revoked) {}

    Optional<Identity> identity(Tx tx, String fingerprint);

    Optional<Identity> identityOfKey(Tx tx, UUID enrolment, String keyHash);

    /** Revokes the identities of an enrolment but one. */
    void revokeIdentities(Tx tx, UUID enrolment, String except, Instant now);

    Optional<Enrolment> lock(Tx tx, UUID enrolment);

    /** The newest enrolment of a device that is not only offered. */
    Optional<Enrolment> ofDevice(Tx tx, UUID device);

    /** The device that a phone with this UDID was to this person before. */
    Optional<UUID> deviceOf(Tx tx, String udid, UUID person);

    void authenticated(Tx tx, UUID enrolment, UUID device, String udid, String platform, String topic, Instant now);

    /** Null for the unlock token keeps the old one. */
    void tokenUpdate(
            Tx tx,
            UUID enrolment,
            byte[] token,
            String magic,
            String topic,
            byte @Nullable [] unlockSealed,
            Instant now);

    byte @Nullable [] unlockSealed(Tx tx, UUID enrolment);

    /** Ends enrolments; answers with those that were not ended. */
    List<UUID> end(Tx tx, Collection<UUID> enrolments, String reason, Instant now);

    /** Enrolments of a device that have not ended, but for one. */
    List<UUID> others(Tx tx, UUID device, UUID except);

    /** The phone was here; an idle one begins a new conversation. */
    void seen(Tx tx, Enrolment enrolment, boolean idle, Instant now);

    void supervised(Tx tx, UUID enrolment, boolean supervised);

    void request(Tx tx, PhoneRequest request, Instant now);

    Optional<PhoneRequest> find(Tx tx, UUID request);

    /** The next request that may go to the phone now: not those that it has refused for now since it was idle. */
    Optional<PhoneRequest> next(Tx tx, UUID enrolment, @Nullable Instant idleAt);

    void sent(Tx tx, UUID request, Instant now);

    void notNow(Tx tx, UUID request, Instant now);

    void finish(Tx tx, UUID request, @Nullable String error, Instant now);

    /** How many requests wait that the phone has refused for now, and how often the most refused one. */
    Waiting waiting(Tx tx, UUID enrolment);

    /** Refused for now. */
    record Waiting(int count, int times) {}

    /** Open requests of a command, and the first error of the finished. */
    CommandProgress progress(Tx tx, UUID command);

    /** How far a command has come. */
    record CommandProgress(int open, @Nullable String error) {}

    /** Closes what has not finished; answers with the commands behind it. */
    List<UUID> abandon(Tx tx, Collection<UUID> enrolments, String reason, Instant now);

    void forgetRequests(Tx tx, Instant finishedBefore);

    void describe(Tx tx, UUID device, Facts facts);

    /** What a phone says of itself; null keeps what is known. */
    record Facts(
            @Nullable String hostname,
            @Nullable String model,
            @Nullable String serial,
            @Nullable String os,
            Map<String, @Nullable Object> reported) {}

    void inventory(Tx tx, UUID device, String kind, Map<String, @Nullable Object> content, Instant now);

    Map<String, Stored> inventory(Tx tx, UUID device);

    /** What was answered, and when. */
    record Stored(Map<String, @Nullable Object> content, Instant at) {}
}
