/** Filters that administrators keep under a name. */
@NullMarked
package org.fairlead.server.core.view;

import org.jspecify.annotations.NullMarked;
