package org.fairlead.server.core.people;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A group of people; with a rule it is filled by the rule, without one by hand. Its members count for the groups above it. */
public record PeopleGroup(
        UUID id,
        @Nullable UUID parent,
        String name,
        String comment,
        @Nullable PersonRule rule) {}
