package org.fairlead.server.api;

import java.util.Optional;

/** How much of a list is wanted and where to go on. */
public record PageRequest(int limit, Optional<String> cursor) {}
