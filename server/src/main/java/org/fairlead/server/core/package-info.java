/** What the parts of the core share: identifiers, transactions, problems. */
@NullMarked
package org.fairlead.server.core;

import org.jspecify.annotations.NullMarked;
