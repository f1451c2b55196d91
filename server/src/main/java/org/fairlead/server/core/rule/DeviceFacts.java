package org.fairlead.server.core.rule;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What moving rules look at. Group null means unassigned; doneRules are rules of the mode "once" that have acted on the
 * device. Name, host name and addresses are untrusted text.
 */
public record DeviceFacts(
        UUID id,
        String name,
        String hostname,
        String platform,
        List<String> addresses,
        List<String> tags,
        @Nullable UUID group,
        Set<UUID> doneRules) {}
