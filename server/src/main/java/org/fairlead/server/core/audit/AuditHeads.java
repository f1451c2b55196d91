package org.fairlead.server.core.audit;

import java.util.Optional;

/** Keeps the newest head outside of the database, sealed, so that a shortened log is noticed. */
public interface AuditHeads {
    /** Keeps this head unless a newer one is kept already. */
    void keep(AuditHead head);

    /** The head kept last; throws {@link IllegalStateException} when it was tampered with. */
    Optional<AuditHead> kept();
}
