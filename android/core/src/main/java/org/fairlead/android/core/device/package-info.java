/** The ports behind which a phone stands. */
@NullMarked
package org.fairlead.android.core.device;

import org.jspecify.annotations.NullMarked;
