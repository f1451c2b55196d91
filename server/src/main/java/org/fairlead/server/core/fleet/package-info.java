/** What administrators do with devices: enrol, move, configure, delete. */
@NullMarked
package org.fairlead.server.core.fleet;

import org.jspecify.annotations.NullMarked;
