/** ClearCodec (MS-RDPEGFX 2.2.4.1). */
@NullMarked
package org.fairlead.rdp.codec.clear;

import org.jspecify.annotations.NullMarked;
