@NullMarked
package org.fairlead.server.core.settings;

import org.jspecify.annotations.NullMarked;
