package org.fairlead.server.core.comply;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.device.DeviceRef;
import org.jspecify.annotations.Nullable;

/** Keeps rules and who breaks them. */
public interface ComplianceStore {
    List<Rule> rules(Tx tx);

    Optional<Rule> find(Tx tx, UUID id);

    /** False when another rule has the name. */
    boolean save(Tx tx, Rule rule);

    void delete(Tx tx, UUID id);

    /** A phone that breaks a rule. */
    record Violation(
            DeviceRef device,
            @Nullable UUID person,
            UUID rule,
            Instant since,
            Instant until,
            int done,
            @Nullable Instant nextAt,
            @Nullable Instant lockedAt,
            String lastAction,
            @Nullable Instant lastAt) {}

    /** A phone whose owner may be told. */
    record Broken(DeviceRef device, @Nullable UUID person) {}

    /** What a rule would meet: phones in its reach, those that break it, those that do not say. */
    record Reach(long phones, long broken, long unknown) {}

    Reach reach(Tx tx, Rule rule, Scope scope, Instant now);

    /** Phones that break the rule now, by name. */
    List<Broken> broken(Tx tx, Rule rule, Scope scope, Instant now, int limit);

    /** Notes phones that have begun to break the rule, among these devices or (null) among all. */
    List<Broken> open(Tx tx, Rule rule, @Nullable Collection<UUID> among, Instant now, Instant until, Instant nextAt);

    /** Forgets violations of the rule that are over, among these devices or all; gives the devices. */
    List<UUID> close(Tx tx, Rule rule, @Nullable Collection<UUID> among, Instant now);

    /** Forgets all violations of a rule. */
    List<UUID> closeAll(Tx tx, UUID rule);

    /** Takes violations whose next step is due. */
    List<Violation> lockDue(Tx tx, Instant now, int limit);

    void stepped(
            Tx tx, Violation violation, int done, @Nullable Instant nextAt, boolean locked, String action, Instant now);

    /** Makes the devices' level and what is withheld from them agree with their violations. */
    void settle(Tx tx, Collection<UUID> devices, Instant now);

    /** Raises the level of those whose time to mend has run out. */
    List<UUID> overdue(Tx tx, Instant now);

    void withhold(Tx tx, UUID device);

    List<Violation> ofDevice(Tx tx, UUID device);

    /** Those who break a rule, by device, after a device. */
    List<Violation> ofRule(Tx tx, UUID rule, Scope scope, int limit, @Nullable UUID after);

    Map<UUID, Long> counts(Tx tx);

    /** How to reach the owners. */
    Map<UUID, Owner> owners(Tx tx, Set<UUID> people);

    /** A person's name, mail address and language. */
    record Owner(String name, String mail, String locale) {}

    boolean peopleGroupExists(Tx tx, UUID group);
}
