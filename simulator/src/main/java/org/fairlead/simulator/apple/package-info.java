/**
 * Simulated iPhones and iPads with the push service that wakes them, as strict as the real ones: what the real ones refuse
 * is refused here. The formats are read and written by code of its own, so that the server is not tested against itself.
 */
@NullMarked
package org.fairlead.simulator.apple;

import org.jspecify.annotations.NullMarked;
