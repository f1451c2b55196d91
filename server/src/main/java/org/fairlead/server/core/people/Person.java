package org.fairlead.server.core.people;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Somebody who owns phones; without a mail address (empty) instructions cannot be sent. The groups are those by hand and by rule. */
public record Person(
        UUID id,
        String name,
        String mail,
        String locale,
        String phone,
        String comment,
        List<UUID> groups,
        int revision,
        Instant createdAt,
        String createdBy) {}
