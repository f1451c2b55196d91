package org.fairlead.server.core.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The profiles that are assigned to a phone's owner, as one text: identifiers in order, with commas; empty for none. */
public final class ProfileSet {
    private ProfileSet() {}

    public static String of(Collection<UUID> profiles) {
        return profiles.stream().map(UUID::toString).distinct().sorted().collect(Collectors.joining(","));
    }

    public static Set<UUID> ids(String profiles) {
        return profiles.isEmpty()
                ? Set.of()
                : Arrays.stream(profiles.split(",")).map(UUID::fromString).collect(Collectors.toUnmodifiableSet());
    }
}
