package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps push certificates, authorities of identities and what is to be pushed. */
public interface PushStore {
    Optional<AppleSettings> settings(Tx tx);

    void saveSettings(Tx tx, AppleSettings settings);

    /** The one in this state. */
    Optional<PushCertificate> pushCertificate(Tx tx, PushCertificate.State state);

    void insert(Tx tx, PushCertificate certificate);

    void deletePushCertificates(Tx tx, PushCertificate.State state);

    void retirePushCertificate(Tx tx);

    void warned(Tx tx, UUID certificate, int days);

    Optional<Vendor> vendor(Tx tx);

    void saveVendor(Tx tx, Vendor vendor);

    void deleteVendor(Tx tx);

    /** The vendor's certificate with its sealed key. */
    record Vendor(String chain, byte[] keySealed, String name, Instant notAfter, Instant createdAt, String createdBy) {}

    /** An authority of identities. */
    record Authority(int generation, byte[] certificate, byte[] keySealed) {}

    /** Newest first. */
    List<Authority> authorities(Tx tx);

    /** False if there is one of this generation. */
    boolean insertAuthority(Tx tx, Authority authority, Instant now);

    void deleteAuthority(Tx tx, int generation);

    /** Wants the phones of these devices to be woken at a moment, or sooner if that was wanted before. */
    void wake(Tx tx, Collection<UUID> devices, Instant at);

    void wakeEnrolment(Tx tx, UUID enrolment, Instant at);

    /** Takes pushes that are due until a lease ends, counting an attempt for each. */
    List<Due> duePushes(Tx tx, String topic, Instant now, Instant lease, int limit);

    /** A phone to wake. */
    record Due(UUID enrolment, @Nullable UUID device, byte[] token, String magic, Instant tokenAt, int attempts) {}

    /** The pushes were taken; each is over unless somebody has wanted another one meanwhile. */
    void pushed(Tx tx, Collection<UUID> enrolments, Instant lease, Instant now);

    /** Wants phones to be woken that were neither here nor pushed since, spread over a time; answers with the number. */
    int wakeSilent(Tx tx, Instant silentSince, Instant from, Instant to);

    void pushAgain(Tx tx, UUID enrolment, Instant at);

    /** The token is dead unless a newer one has come; false then. */
    boolean pushDead(Tx tx, UUID enrolment, Instant since);

    /** Active enrolments that are reached under another topic than this. */
    List<String> namesUnderOtherTopic(Tx tx, String topic, int limit);

    int countUnderOtherTopic(Tx tx, String topic);

    int countActive(Tx tx);
}
