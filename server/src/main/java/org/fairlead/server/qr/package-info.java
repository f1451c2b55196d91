/** Draws QR codes. */
@NullMarked
package org.fairlead.server.qr;

import org.jspecify.annotations.NullMarked;
