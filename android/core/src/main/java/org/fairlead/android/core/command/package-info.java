/** Commands: whether this phone can carry them out, decided without touching it. */
@NullMarked
package org.fairlead.android.core.command;

import org.jspecify.annotations.NullMarked;
