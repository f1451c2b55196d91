/** The tamper-evident record of what was done by whom. */
@NullMarked
package org.fairlead.server.core.audit;

import org.jspecify.annotations.NullMarked;
