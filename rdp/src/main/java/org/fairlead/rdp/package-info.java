/** An RDP server engine: bytes in, bytes out, no I/O. */
@NullMarked
package org.fairlead.rdp;

import org.jspecify.annotations.NullMarked;
