/** RDP 6.0 planar bitmap compression (MS-RDPEGDI 2.2.2.5.1). */
@NullMarked
package org.fairlead.rdp.codec.planar;

import org.jspecify.annotations.NullMarked;
