/** Offline codes: request codes, confirmation codes and the code for a whole group; docs/offline-codes-protocol.md. */
@NullMarked
package org.fairlead.protocol.codes;

import org.jspecify.annotations.NullMarked;
