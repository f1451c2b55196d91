package org.fairlead.server.core.invite;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps invitations under the hashes of their tokens, and what happened to each. */
public interface InvitationStore {
    /** The sealed key that tokens come from; the given one is kept if there is none. */
    byte[] key(Tx tx, byte[] ifNone, Instant now);

    void insert(Tx tx, Invitation invitation, String hash);

    Optional<Invitation> find(Tx tx, UUID id);

    Optional<Invitation> findByHash(Tx tx, String hash);

    /** Counts one phone of an invitation that is open now; empty if it is not. One statement, so that phones that race cannot both win. */
    Optional<Invitation> use(Tx tx, String hash, Instant now);

    void addDevice(Tx tx, UUID invitation, UUID device, String platform, Instant now);

    boolean hasDevice(Tx tx, UUID invitation, UUID device);

    /** The invitation with which a device came. */
    Optional<UUID> ofDevice(Tx tx, UUID device);

    /** The devices that came with an invitation. */
    List<UUID> devices(Tx tx, UUID invitation);

    /** Phones that were connected with an invitation and have since come back with the identity they got. */
    List<Working> working(Tx tx, int limit);

    /** A phone that works, and the invitation with which it came. */
    record Working(UUID invitation, String platform) {}

    /** Notes a step; false if this step with this detail was noted before. */
    boolean note(Tx tx, UUID invitation, Step step, String detail, Instant now);

    List<NotedStep> steps(Tx tx, UUID invitation);

    /** A step that happened, with what it concerned, first, last and how often. */
    record NotedStep(Step step, String detail, Instant firstAt, Instant lastAt, int times) {}

    /** Revokes those of these invitations that are not used up; gives those that were open. */
    List<UUID> revoke(Tx tx, Collection<UUID> ids, boolean replaced, Instant now);

    /** The invitations of these people that still admit phones. */
    List<UUID> openOf(Tx tx, Collection<UUID> people, Instant now);

    /** Newest first, before the given one. */
    List<Invitation> list(Tx tx, Filter filter, @Nullable UUID before, int limit, Instant now);

    long count(Tx tx, Filter filter, Instant now);

    /** Which invitations are meant; null means any. */
    record Filter(
            @Nullable UUID person,
            Invitation.@Nullable State state,
            @Nullable Boolean stuck) {}

    /** Notes that the person asks for another; false if that was noted less than a day ago. */
    boolean ask(Tx tx, UUID id, Instant now);

    /** Invitations since a moment, counted by how far they came. */
    List<Tally> tallies(Tx tx, Instant since);

    /** So many invitations stand alike. */
    record Tally(int reached, String platform, String blocked, Invitation.MailState mail, long count) {}

    /** Takes mails that are due, for this sender alone until the lease is over, counting an attempt for each. */
    List<Invitation> takeMails(Tx tx, Instant now, Duration lease, int limit);

    /** How many mails were taken by the mail server since a moment. */
    int mailedSince(Tx tx, Instant since);

    /** Puts the mails that are due off for a reason, without counting a try. */
    void holdMails(Tx tx, Instant now, Instant until, String reason);

    void mailed(Tx tx, UUID id, Invitation.MailState state, String error, @Nullable Instant next);

    /** Forgets invitations that were over before a moment; gives their number. */
    int forgetOver(Tx tx, Instant before, int limit);

    /** Forgets all about the invitations of these people. */
    void forget(Tx tx, Collection<UUID> people);
}
