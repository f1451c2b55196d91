/** People who own phones, and their groups. */
@NullMarked
package org.fairlead.server.core.people;

import org.jspecify.annotations.NullMarked;
