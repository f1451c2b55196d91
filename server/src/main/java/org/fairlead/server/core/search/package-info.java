/** One search over everything that has a name. */
@NullMarked
package org.fairlead.server.core.search;

import org.jspecify.annotations.NullMarked;
