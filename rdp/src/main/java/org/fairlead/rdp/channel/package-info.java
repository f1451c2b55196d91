/** Static and dynamic virtual channels (MS-RDPBCGR 2.2.6, MS-RDPEDYC) and the graphics pipeline's control messages. */
@NullMarked
package org.fairlead.rdp.channel;

import org.jspecify.annotations.NullMarked;
