/** RemoteFX (MS-RDPRFX). */
@NullMarked
package org.fairlead.rdp.codec.rfx;

import org.jspecify.annotations.NullMarked;
