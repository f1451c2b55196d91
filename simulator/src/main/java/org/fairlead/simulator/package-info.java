@NullMarked
package org.fairlead.simulator;

import org.jspecify.annotations.NullMarked;
