@NullMarked
package org.fairlead.server.enrol;

import org.jspecify.annotations.NullMarked;
