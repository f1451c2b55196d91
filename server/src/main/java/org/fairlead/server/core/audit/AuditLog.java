package org.fairlead.server.core.audit;

import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Actor;
import org.jspecify.annotations.Nullable;

/** Takes records of what was done; each is written in the transaction of the change itself. */
public interface AuditLog {
    /**
     * Appends one record. The detail holds plain JSON values (maps, lists, strings, numbers, booleans, null) and never a
     * secret. The action reads "object.verb", such as "policy.change".
     */
    void record(
            Tx tx,
            Actor actor,
            String action,
            String objectType,
            @Nullable UUID objectId,
            @Nullable String objectName,
            Map<String, ? extends @Nullable Object> detail);
}
