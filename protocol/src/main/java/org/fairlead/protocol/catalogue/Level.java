package org.fairlead.protocol.catalogue;

/** Where a setting may be given a value. */
public enum Level {
    POLICY,
    DEVICE
}
