@NullMarked
package org.fairlead.simulator.bench;

import org.jspecify.annotations.NullMarked;
