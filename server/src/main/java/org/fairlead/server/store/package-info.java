/** PostgreSQL: the only package that knows SQL. */
@NullMarked
package org.fairlead.server.store;

import org.jspecify.annotations.NullMarked;
