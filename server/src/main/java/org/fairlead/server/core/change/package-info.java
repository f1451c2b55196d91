/** News for open consoles: what has changed. */
@NullMarked
package org.fairlead.server.core.change;

import org.jspecify.annotations.NullMarked;
