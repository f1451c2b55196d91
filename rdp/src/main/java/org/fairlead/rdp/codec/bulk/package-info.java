/** RDP 8.0 bulk compression (MS-RDPEGFX 2.2.5). */
@NullMarked
package org.fairlead.rdp.codec.bulk;

import org.jspecify.annotations.NullMarked;
