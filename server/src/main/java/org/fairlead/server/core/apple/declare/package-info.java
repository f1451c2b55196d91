/** Declarative management: what a phone shall be, as declarations that it keeps up by itself, and what it reports of them. */
@NullMarked
package org.fairlead.server.core.apple.declare;

import org.jspecify.annotations.NullMarked;
