@NullMarked
package org.fairlead.server.core.health;

import org.jspecify.annotations.NullMarked;
