package org.fairlead.server.core.apple.profile;

import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.apple.Enrolment;
import org.jspecify.annotations.Nullable;

/** The blocks that a phone takes as declarations; they go by no profile. */
@FunctionalInterface
public interface Declared {
    /** How a block stands that goes by declaration to a phone with this system; empty when it goes by profile. */
    Optional<Standing> standing(Tx tx, Enrolment enrolment, UUID device, String block, String os);

    /** A state with its reason. */
    record Standing(ProfileStore.State state, @Nullable String reason) {}
}
