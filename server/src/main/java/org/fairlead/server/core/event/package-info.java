@NullMarked
package org.fairlead.server.core.event;

import org.jspecify.annotations.NullMarked;
