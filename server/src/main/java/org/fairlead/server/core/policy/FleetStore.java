package org.fairlead.server.core.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.group.Group;
import org.fairlead.server.core.group.Thresholds;
import org.jspecify.annotations.Nullable;

/** Keeps groups, policies and their revisions. */
public interface FleetStore {
    List<Group> groups(Tx tx);

    void insertGroup(Tx tx, Group group, Instant now);

    /** Replaces name, parent and thresholds. */
    void updateGroup(Tx tx, Group group);

    void deleteGroup(Tx tx, UUID id);

    List<Policy> policies(Tx tx);

    void savePolicy(Tx tx, Policy policy);

    void deletePolicy(Tx tx, UUID id);

    void addRevision(Tx tx, PolicyRevision revision);

    List<PolicyRevision> revisions(Tx tx, UUID policy, int limit, @Nullable Integer below);

    /** Takes the fleet's row, so that changes of groups and policies come one after another; gives the version. */
    long lockVersion(Tx tx);

    /** Counts the version up. */
    void bumpVersion(Tx tx);

    long version(Tx tx);

    /** Writes the hashes of a platform that differ from those stored; gives the groups that changed. */
    List<UUID> saveDesired(Tx tx, String platform, Map<UUID, String> hashes, Instant now);

    /** Writes the thresholds that differ from those stored. */
    void saveThresholds(Tx tx, Map<UUID, Thresholds> thresholds);

    /** How many devices each of the groups holds itself. */
    Map<UUID, Long> deviceCounts(Tx tx);

    /** How many devices of a platform each of the groups holds itself. */
    Map<UUID, Long> deviceCounts(Tx tx, String platform);

    /** Devices of a platform in these groups that have own values: id, group, values. */
    List<OwnValues> ownValues(Tx tx, String platform, Collection<UUID> groups, int limit);

    /** A device's own values. */
    record OwnValues(UUID device, UUID group, Map<String, @Nullable Object> values) {}
}
