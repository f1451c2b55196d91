package org.fairlead.server.core.search;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Finds rows in which every word occurs; words are in lower case. Names that begin with the first word come first. */
public interface SearchStore {
    /** By name, host name, serial number, address, tag or model; groups null means everywhere. */
    List<FoundDevice> devices(Tx tx, List<String> words, @Nullable Collection<UUID> groups, int limit);

    /** A device, as far as a hit shows it. */
    record FoundDevice(
            UUID id,
            String name,
            String model,
            String address,
            @Nullable UUID group) {}

    /** By name, mail address, phone number or comment. */
    List<FoundPerson> people(Tx tx, List<String> words, int limit);

    /** A person, as far as a hit shows them. */
    record FoundPerson(UUID id, String name, String mail) {}

    /** By name or login. */
    List<FoundAdministrator> administrators(Tx tx, List<String> words, int limit);

    /** An administrator, as far as a hit shows it. */
    record FoundAdministrator(UUID id, String login, String name) {}
}
