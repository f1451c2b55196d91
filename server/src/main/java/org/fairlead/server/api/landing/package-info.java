/** The pages that people see when they open the link of an invitation. */
@NullMarked
package org.fairlead.server.api.landing;

import org.jspecify.annotations.NullMarked;
