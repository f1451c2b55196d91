/** What the agent keeps on disk; every file is the old or the new one at each moment. */
@NullMarked
package org.fairlead.android.core.state;

import org.jspecify.annotations.NullMarked;
