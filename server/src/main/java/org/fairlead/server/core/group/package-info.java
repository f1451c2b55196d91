/** The tree of administration groups. */
@NullMarked
package org.fairlead.server.core.group;

import org.jspecify.annotations.NullMarked;
