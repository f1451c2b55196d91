package org.fairlead.thinclient.apply;

import java.util.Map;
import java.util.Set;

/** Makes the system obey some blocks; called on one thread, may block for some seconds. */
public interface Applier {
    /** The blocks that it serves. */
    Set<String> blocks();

    /** Obeys one block of effective values. */
    Outcome apply(String block, Map<String, Object> effective);
}
