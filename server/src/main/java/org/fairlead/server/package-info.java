@NullMarked
package org.fairlead.server;

import org.jspecify.annotations.NullMarked;
