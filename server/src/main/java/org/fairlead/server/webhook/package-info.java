/** Notifying other programs over HTTP. */
@NullMarked
package org.fairlead.server.webhook;

import org.jspecify.annotations.NullMarked;
