package org.fairlead.server.core.apple.profile;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps which configuration profiles phones shall have and have. */
public interface ProfileStore {
    /** What decides on the profiles of a phone; empty until the phone has said what it is. */
    Optional<Subject> subject(Tx tx, UUID enrolment, UUID device);

    /**
     * A phone with what its profiles were made of last, empty for never.
     *
     * @param withheld it breaks a rule, so that it gets nothing that leads into the company
     */
    record Subject(
            String platform,
            @Nullable UUID group,
            String profiles,
            Map<String, @Nullable Object> own,
            String ownHash,
            String os,
            Owner owner,
            boolean withheld,
            String madeOf,
            String settingsHash) {}

    void planned(Tx tx, UUID enrolment, String madeOf, String settingsHash, Instant now);

    /** The next conversation plans anew. */
    void forgetPlan(Tx tx, UUID enrolment);

    List<Row> rows(Tx tx, UUID enrolment);

    /** Inserts or replaces. */
    void save(Tx tx, UUID enrolment, Row row);

    void delete(Tx tx, UUID enrolment, String block);

    /**
     * How one block stands on a phone.
     *
     * @param wanted hash of the content that it shall have, empty for none
     * @param sent hash of the content that was sent last
     * @param installed hash of the content that it has, empty for none
     * @param settings the settings that ask for something, with why the phone does not support them, or null
     * @param request the request that is on its way
     */
    record Row(
            String block,
            String wanted,
            String sent,
            String installed,
            State state,
            @Nullable String reason,
            Map<String, @Nullable Object> settings,
            Instant since,
            @Nullable UUID request) {}

    /** Wire names are the lower-case names. */
    enum State {
        PENDING,
        APPLIED,
        FAILED,
        UNSUPPORTED
    }

    /** Writes what lists and pages show; the hash is null while something is on its way. */
    void report(Tx tx, UUID device, @Nullable String settingsHash, int failed, String blocks, Instant now);

    /** Wants the phones in these groups to be woken whose settings are not those that they have. */
    void wake(Tx tx, Collection<UUID> groups, Instant now);
}
