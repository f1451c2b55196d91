/** Interleaved run-length encoding for 15, 16 and 24 bits a pixel (MS-RDPBCGR 2.2.9.1.1.3.1.2.4). */
@NullMarked
package org.fairlead.rdp.codec.rle;

import org.jspecify.annotations.NullMarked;
