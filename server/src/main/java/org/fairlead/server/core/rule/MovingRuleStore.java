package org.fairlead.server.core.rule;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps moving rules and reads what they look at. */
public interface MovingRuleStore {
    /** In their order. */
    List<MovingRule> rules(Tx tx);

    /** Waits for other changes of rules and groups. */
    void lock(Tx tx);

    void insert(Tx tx, MovingRule rule);

    void update(Tx tx, MovingRule rule);

    void delete(Tx tx, UUID id);

    /** A part of all devices by id, after the given one. */
    List<DeviceFacts> facts(Tx tx, @Nullable UUID after, int limit);

    /** Those of the given devices that exist. */
    List<DeviceFacts> facts(Tx tx, Collection<UUID> ids);

    /** Takes the rows of these devices and gives the groups that they are in now, empty for unassigned. */
    Map<UUID, Optional<UUID>> lockGroups(Tx tx, Collection<UUID> ids);

    /** Remembers that a rule of the mode "once" has acted on these devices. */
    void remember(Tx tx, UUID rule, Collection<UUID> devices);

    /** Forgets on which devices a rule has acted. */
    void forget(Tx tx, UUID rule);
}
