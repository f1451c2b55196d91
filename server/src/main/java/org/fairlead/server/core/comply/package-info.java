@NullMarked
package org.fairlead.server.core.comply;

import org.jspecify.annotations.NullMarked;
