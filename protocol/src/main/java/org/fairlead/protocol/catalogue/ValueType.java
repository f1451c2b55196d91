package org.fairlead.protocol.catalogue;

/** Type of a setting or of a field of a list item. */
public enum ValueType {
    BOOLEAN,
    INTEGER,
    /** Text, counted in code points. */
    TEXT,
    CHOICE,
    /** Host name or IP address. */
    HOST,
    /** IP address or subnet mask. */
    ADDRESS,
    /** Absolute http or https address. */
    URL,
    /** Text that is never shown again; {@code {"set": true}} stands for one that is kept. */
    SECRET,
    /** One X.509 certificate as PEM. */
    CERTIFICATE,
    LIST
}
