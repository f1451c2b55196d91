@NullMarked
package org.fairlead.server.core.policy;

import org.jspecify.annotations.NullMarked;
