@NullMarked
package org.fairlead.server.core.retire;

import org.jspecify.annotations.NullMarked;
