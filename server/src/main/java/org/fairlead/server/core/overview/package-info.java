/** The fleet at a glance. */
@NullMarked
package org.fairlead.server.core.overview;

import org.jspecify.annotations.NullMarked;
