@NullMarked
package org.fairlead.protocol;

import org.jspecify.annotations.NullMarked;
