/** Offline codes: their secrets, answers to request codes, codes for whole groups, reconciliation. */
@NullMarked
package org.fairlead.server.core.confirm;

import org.jspecify.annotations.NullMarked;
