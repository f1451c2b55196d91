@NullMarked
package org.fairlead.server.core.sync;

import org.jspecify.annotations.NullMarked;
