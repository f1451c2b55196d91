/** Android phones without Android: the agent's own core over ports that only remember what was asked of them. */
@NullMarked
package org.fairlead.simulator.android;

import org.jspecify.annotations.NullMarked;
