package org.fairlead.server.core.apple;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that a phone shall do, named by its CommandUUID; the type is Apple's RequestType. */
public record PhoneRequest(
        UUID id,
        UUID enrolment,
        @Nullable UUID command,
        String type,
        Map<String, @Nullable Object> params,
        int sends,
        int notNow,
        boolean finished) {}
