package org.fairlead.server.core.command;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which commands a list shows; empty sets and null mean all. */
public record CommandFilter(@Nullable UUID device, Set<CommandState> states, Set<CommandKind> kinds) {}
