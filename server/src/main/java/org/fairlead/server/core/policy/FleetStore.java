package org.fairlead.server.core.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Devices of one platform in one group whose owners have the same profiles. */
    record Place(UUID group, String platform, String profiles) {}

    /** Writes the hashes that differ from those stored; gives the groups that changed. */
    List<UUID> saveDesired(Tx tx, Map<Place, String> hashes, Instant now);

    /** The places in which there are phones whose owners have profiles. */
    List<Place> places(Tx tx);

    /** Whether each of these places has its desired settings, and no other has. */
    boolean placesComplete(Tx tx);

    /** Deletes the desired settings of places where there is no phone any more. */
    void forgetPlaces(Tx tx);

    /**
     * Gives phones the profiles that their owners have now: subjects are people or groups of people, each with the profile
     * beside it. Answers with the phones whose profiles have changed.
     */
    List<UUID> assign(Tx tx, List<UUID> subjects, List<UUID> profiles);

    /** Writes the thresholds that differ from those stored. */
    void saveThresholds(Tx tx, Map<UUID, Thresholds> thresholds);

    /** How many devices there are in each place; own values are not told apart. */
    Map<Place, Long> deviceCounts(Tx tx);

    /** Phones by what decides on their profiles; the owner is named only if he is one of these people. */
    List<Phones> phones(Tx tx, Collection<UUID> people);

    /** How many phones are in a group, of a platform, with an owner who counts as a member of these groups of people. */
    record Phones(UUID group, String platform, @Nullable UUID person, Set<UUID> peopleGroups, long count) {}

    /** Devices of these platforms in these groups that have own values: id, group, values. */
    List<OwnValues> ownValues(Tx tx, Collection<String> platforms, Collection<UUID> groups, int limit);

    /** A device's own values. */
    record OwnValues(UUID device, Place place, Map<String, @Nullable Object> values) {}
}
