/** Implementations of the cryptographic ports of the core. */
@NullMarked
package org.fairlead.server.crypto;

import org.jspecify.annotations.NullMarked;
