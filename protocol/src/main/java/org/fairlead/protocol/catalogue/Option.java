package org.fairlead.protocol.catalogue;

/** One value of a choice. */
public record Option(String value, Text title) {}
