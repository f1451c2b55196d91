package org.fairlead.server.core.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A role given to an administrator, everywhere or in the subtree of a group. */
public record Binding(UUID roleId, @Nullable UUID groupId) {}
