package org.fairlead.server.core.apple;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.invite.Invitation;
import org.fairlead.server.core.invite.Invitations;
import org.fairlead.server.core.invite.Opening;
import org.fairlead.server.core.invite.Step;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Offers enrolments to those who hold an invitation, each with a challenge of its own, and decides which keys are
 * certified. Nothing is used up by an offer.
 */
public final class Offers {
    /** How long a profile can be installed after it was fetched. */
    public static final Duration CHALLENGE_LIFE = Duration.ofMinutes(60);

    private static final int KEPT = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final UnitOfWork unit;
    private final AppleStore store;
    private final PushCertificates certificates;
    private final Invitations invitations;
    private final ManagementProfile profile;
    private final Sealer sealer;
    private final InstantSource clock;

    public Offers(
            UnitOfWork unit,
            AppleStore store,
            PushCertificates certificates,
            Invitations invitations,
            ManagementProfile profile,
            Sealer sealer,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.certificates = certificates;
        this.invitations = invitations;
        this.profile = profile;
        this.sealer = sealer;
        this.clock = clock;
    }

    /** What a profile is made of; the address is that of the server, without a path. */
    public record Offer(UUID enrolment, String topic, String challenge, String serverUrl) {}

    /** A new offer for the holder of a token; throws a problem that says why there is none. */
    public Offer offer(String token) {
        String topic = certificates
                .topic()
                .orElseThrow(() -> new Problem.Unavailable(
                        "iPhones and iPads cannot be connected now, the push certificate is missing or has expired"));
        String challenge = fresh();
        return unit.inTx(tx -> {
            Invitation invitation = switch (invitations.open(tx, token)) {
                case Opening.Open open -> open.invitation();
                case Opening.Refused refused ->
                    throw new Problem.Gone(refused.reason().detail());
            };
            UUID id = Ids.next(clock);
            byte[] sealed = sealer.seal(token.getBytes(StandardCharsets.US_ASCII), Enrolment.tokenContext(id));
            String url = profile.serverUrl();
            store.offer(tx, id, invitation.id(), invitation.person(), sealed, url, clock.instant());
            store.challenge(tx, Digests.sha256(challenge), id, clock.instant().plus(CHALLENGE_LIFE), profile.hash());
            store.trimOffers(tx, invitation.id(), KEPT);
            invitations.seen(tx, invitation.id(), Step.FETCHED, "apple");
            return new Offer(id, topic, challenge, url);
        });
    }

    /** A signed profile for the holder of a token. */
    public byte[] signed(String token) {
        return profile.signed(offer(token));
    }

    /** The profile that renews the one of a phone: the same topic and address, a fresh challenge. */
    byte[] renewal(Tx tx, Enrolment enrolment) {
        String challenge = fresh();
        store.dropChallenges(tx, enrolment.id());
        store.challenge(
                tx, Digests.sha256(challenge), enrolment.id(), clock.instant().plus(CHALLENGE_LIFE), profile.hash());
        String url = enrolment.serverUrl().isEmpty() ? profile.serverUrl() : enrolment.serverUrl();
        return profile.signed(new Offer(enrolment.id(), enrolment.topic(), challenge, url));
    }

    /** Certifies a key for an enrolment. */
    @FunctionalInterface
    public interface Issuer {
        AppleStore.Identity issue(UUID enrolment, Instant end);
    }

    /**
     * The certificate for a key that comes with a challenge; the same key gets the same certificate again. Empty when
     * the challenge does not admit it. The certificate is made before the transaction that keeps it, so that a signature
     * holds no connection of the database.
     */
    public Optional<AppleStore.Identity> certify(String challenge, String keyHash, Issuer issuer) {
        String hash = Digests.sha256(challenge);
        Optional<AppleStore.Identity> made = unit.read(tx -> store.challenge(tx, hash))
                .filter(known -> known.keyHash().isEmpty() && clock.instant().isBefore(known.expires()))
                .map(known -> issuer.issue(known.enrolment(), certificates.identityEnd()));
        return unit.inTx(tx -> {
            Optional<AppleStore.Challenge> found = store.lockChallenge(tx, hash);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            AppleStore.Challenge known = found.get();
            if (!known.keyHash().isEmpty()) {
                return known.keyHash().equals(keyHash)
                        ? store.identityOfKey(tx, known.enrolment(), keyHash)
                        : Optional.empty();
            }
            Enrolment enrolment = store.lock(tx, known.enrolment()).orElse(null);
            if (made.isEmpty() || !clock.instant().isBefore(known.expires()) || !admits(enrolment)) {
                return Optional.empty();
            }
            store.useChallenge(tx, hash, keyHash);
            store.issued(tx, made.get(), known.profileHash(), clock.instant());
            return made;
        });
    }

    /** The certificate for a new key that a valid identity asks for (RenewalReq). */
    public Optional<AppleStore.Identity> renew(String fingerprint, String keyHash, Issuer issuer) {
        Optional<AppleStore.Identity> made = unit.read(tx -> store.identity(tx, fingerprint))
                .filter(known -> !known.revoked() && known.notAfter().isAfter(clock.instant()))
                .map(known -> issuer.issue(known.enrolment(), certificates.identityEnd()));
        return unit.inTx(tx -> {
            Optional<AppleStore.Identity> present = store.identity(tx, fingerprint);
            if (present.isEmpty()
                    || present.get().revoked()
                    || !present.get().notAfter().isAfter(clock.instant())
                    || !admits(store.lock(tx, present.get().enrolment()).orElse(null))) {
                return Optional.empty();
            }
            UUID enrolment = present.get().enrolment();
            Optional<AppleStore.Identity> before = store.identityOfKey(tx, enrolment, keyHash);
            if (before.isPresent()) {
                return before;
            }
            made.ifPresent(identity -> store.issued(tx, identity, "", clock.instant()));
            return made;
        });
    }

    private static boolean admits(@Nullable Enrolment enrolment) {
        return enrolment != null && enrolment.state() != Enrolment.State.ENDED;
    }

    private static String fresh() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
