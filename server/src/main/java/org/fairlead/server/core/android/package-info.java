/** The Android agent as this server hands it out. */
@NullMarked
package org.fairlead.server.core.android;

import org.jspecify.annotations.NullMarked;
