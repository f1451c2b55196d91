/** Event log, audit log and their forwarding. */
@NullMarked
package org.fairlead.thinclient.log;

import org.jspecify.annotations.NullMarked;
