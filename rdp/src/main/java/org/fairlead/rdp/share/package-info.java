/** The share: capabilities, finalisation, input, updates, session control (MS-RDPBCGR 2.2.1.13 and on). */
@NullMarked
package org.fairlead.rdp.share;

import org.jspecify.annotations.NullMarked;
