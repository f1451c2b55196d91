package org.fairlead.server.core;

import java.util.UUID;

/** One organisation's data. */
public record Workspace(UUID id, String name) {}
