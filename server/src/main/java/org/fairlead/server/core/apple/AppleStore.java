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
    void offer(Tx tx, UUID id, UUID invitation, UUID person, byte[] tokenSealed, String serverUrl, Instant now);

    /** Deletes the oldest offers of an invitation that led to nothing, but for so many. */
    void trimOffers(Tx tx, UUID invitation, int keep);

    /** A challenge that goes out with a profile made of what the profile hash says. */
    void challenge(Tx tx, String hash, UUID enrolment, Instant expires, String profileHash);

    /** Deletes the challenges of an enrolment that have certified nothing. */
    void dropChallenges(Tx tx, UUID enrolment);

    Optional<Challenge> challenge(Tx tx, String hash);

    /** A challenge with its enrolment, locked. */
    Optional<Challenge> lockChallenge(Tx tx, String hash);

    /** The key is empty until one was certified. */
    record Challenge(UUID enrolment, Instant expires, String keyHash, String profileHash) {}

    void useChallenge(Tx tx, String hash, String keyHash);

    void issued(Tx tx, Identity identity, String profileHash, Instant now);

    /** An identity certificate; fingerprint is the SHA-256 of it in lower-case hex, generation that of its authority. */
    record Identity(
            String fingerprint,
            UUID enrolment,
            String keyHash,
            byte[] certificate,
            Instant notAfter,
            int generation,
            boolean revoked) {}

    Optional<Identity> identity(Tx tx, String fingerprint);

    Optional<Identity> identityOfKey(Tx tx, UUID enrolment, String keyHash);

    /** Revokes all identities of an enrolment. */
    void revokeIdentities(Tx tx, UUID enrolment, Instant now);

    /** The phone works with this identity: those issued before it are revoked, and its profile is the one in use. */
    void promote(Tx tx, UUID enrolment, String fingerprint, Instant now);

    Optional<Enrolment> lock(Tx tx, UUID enrolment);

    /** The enrolment that an identity belongs to, locked, with what is asked of an identity. */
    Optional<Arrival> lockOf(Tx tx, String fingerprint);

    /** A phone that has come with one of its identities. */
    record Arrival(Enrolment enrolment, Instant identityUntil, boolean revoked) {}

    /** The newest enrolment of a device that is not only offered. */
    Optional<Enrolment> ofDevice(Tx tx, UUID device);

    /** The device that a phone with this UDID was before, with the person that owns it now. */
    Optional<Before> before(Tx tx, String udid);

    /** A device and its owner. */
    record Before(UUID device, @Nullable UUID person) {}

    /** The phone says to be a device of another person; an administrator decides. */
    void quarantine(Tx tx, UUID enrolment, UUID claims, String udid, String platform, String topic, Instant now);

    /** The undecided enrolments that say to be a device, oldest first. */
    List<Enrolment> claiming(Tx tx, UUID device);

    /** The device belongs to this person from now on. */
    void own(Tx tx, UUID device, UUID person);

    /** The phone in quarantine is the device. */
    void confirm(Tx tx, UUID enrolment, UUID device);

    void bootstrap(Tx tx, UUID enrolment, byte @Nullable [] sealed);

    byte @Nullable [] bootstrap(Tx tx, UUID enrolment);

    /** When the identity that a phone works with ends. */
    Optional<Instant> identityEnd(Tx tx, UUID enrolment);

    void authenticated(Tx tx, UUID enrolment, UUID device, String udid, String platform, String topic, Instant now);

    /** Active enrolments that have not been asked to renew lately and should be; notes that they are now. */
    List<Renewable> renewable(Tx tx, Renewing what, int limit);

    /** Identities that end before a moment, profiles made of something else; those asked since stay out. */
    record Renewing(Instant endsBefore, String profileHash, Instant askedBefore, Instant now) {}

    /** A phone whose profile is to be renewed. */
    record Renewable(UUID enrolment, UUID device) {}

    /** Active enrolments whose last identity has ended. */
    List<Renewable> expired(Tx tx, Instant now, int limit);

    /** Devices with an identity of a generation, by their identifiers. */
    List<Holder> holders(Tx tx, int generation, @Nullable UUID after, int limit);

    /** A device with an identity that ends; when it was here last and was asked to renew. */
    record Holder(
            UUID device,
            String name,
            Instant notAfter,
            @Nullable Instant lastSeen,
            @Nullable Instant askedAt) {}

    /** How many active enrolments work with identities of each generation of the authority. */
    Map<Integer, Integer> generations(Tx tx);

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

    /** The phone was here, an idle one begins a new conversation; answers with what waits for it. */
    Waits seen(Tx tx, UUID enrolment, UUID device, boolean idle, Instant now);

    Waits waits(Tx tx, UUID enrolment, UUID device);

    /** Whether a phone has requests that are not finished, and commands that were not made requests yet. */
    record Waits(boolean requests, boolean commands) {}

    void supervised(Tx tx, UUID enrolment, boolean supervised);

    void request(Tx tx, PhoneRequest request, Instant now);

    Optional<PhoneRequest> find(Tx tx, UUID request);

    /** The next request that may go to the phone now: not those that it has refused for now since it was idle. */
    Optional<PhoneRequest> next(Tx tx, UUID enrolment, @Nullable Instant idleAt);

    void sent(Tx tx, UUID request, Instant now);

    void notNow(Tx tx, UUID request, Instant now);

    void finish(Tx tx, UUID request, @Nullable String error, Instant now);

    /** Ends a request of this enrolment that is not finished; gives it. */
    Optional<PhoneRequest> finish(Tx tx, UUID enrolment, UUID request, @Nullable String error, Instant now);

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
