/** The connection sequence up to licensing: X.224, MCS, GCC, client info (MS-RDPBCGR 2.2.1). */
@NullMarked
package org.fairlead.rdp.connect;

import org.jspecify.annotations.NullMarked;
