/** What the server notices of itself. */
@NullMarked
package org.fairlead.server.core.watch;

import org.jspecify.annotations.NullMarked;
