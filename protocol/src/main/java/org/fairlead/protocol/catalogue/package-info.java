/** The settings catalogue: what can be set, its limits and its words, for server, console and devices alike. */
@NullMarked
package org.fairlead.protocol.catalogue;

import org.jspecify.annotations.NullMarked;
