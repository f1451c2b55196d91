@NullMarked
package org.fairlead.server.core.device;

import org.jspecify.annotations.NullMarked;
