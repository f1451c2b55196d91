package org.fairlead.server.core.view;

import java.util.UUID;

/** A filter of one page under a name, for its owner or for everybody. */
public record SavedView(UUID id, UUID owner, String page, String name, String query, boolean shared) {}
