package org.fairlead.protocol.catalogue;

import java.util.List;

/** One page of settings. */
public record Section(String id, Text title, Text help, List<Block> blocks) {}
