/** Reads Android packages and verifies their signatures. */
@NullMarked
package org.fairlead.server.apk;

import org.jspecify.annotations.NullMarked;
