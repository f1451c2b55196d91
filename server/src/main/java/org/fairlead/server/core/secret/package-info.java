/** Secrets at rest. */
@NullMarked
package org.fairlead.server.core.secret;

import org.jspecify.annotations.NullMarked;
