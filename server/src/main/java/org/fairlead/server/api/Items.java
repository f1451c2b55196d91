package org.fairlead.server.api;

import java.util.List;

/** A whole short list. */
public record Items<T>(List<T> items) {}
