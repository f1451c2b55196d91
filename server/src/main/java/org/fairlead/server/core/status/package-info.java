@NullMarked
package org.fairlead.server.core.status;

import org.jspecify.annotations.NullMarked;
