/** The Android side of the agent: components, screens and the ports of the core over Android's own services. */
@NullMarked
package org.fairlead.agent;

import org.jspecify.annotations.NullMarked;
