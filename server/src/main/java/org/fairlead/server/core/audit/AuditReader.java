package org.fairlead.server.core.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks the log. */
public interface AuditReader {
    /** What to look for; null matches all. The object is an id or a part of a name. */
    record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String object,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** Newest first, before the given number. */
    List<AuditEntry> list(Filter filter, long before, int limit);

    AuditCheck.Result verify();
}
