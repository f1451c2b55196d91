/** The management server: Main reads the command line, Server wires the parts. */
@NullMarked
package org.fairlead.server;

import org.jspecify.annotations.NullMarked;
