@NullMarked
package org.fairlead.server.gateway;

import org.jspecify.annotations.NullMarked;
