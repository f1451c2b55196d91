package org.fairlead.server.core.apple.declare;

import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Says what a phone is wanted to be; the answer must be the same as long as nothing has changed. */
@FunctionalInterface
public interface Declarations {
    Wanted of(Tx tx, UUID device);
}
