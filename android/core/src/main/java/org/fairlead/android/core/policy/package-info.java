/** Settings: which steps they mean on this phone and which it cannot do, decided without touching it. */
@NullMarked
package org.fairlead.android.core.policy;

import org.jspecify.annotations.NullMarked;
