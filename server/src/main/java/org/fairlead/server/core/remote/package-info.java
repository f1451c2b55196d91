/** Remote management of devices: how administrators reach them, who is there, and who saw which password. */
@NullMarked
package org.fairlead.server.core.remote;

import org.jspecify.annotations.NullMarked;
