/** Sockets, TLS and threads around the engine, for programs that have none of their own. */
@NullMarked
package org.fairlead.rdp.host;

import org.jspecify.annotations.NullMarked;
