/** Who may do what: rights, callers, administrators, sessions, tokens. */
@NullMarked
package org.fairlead.server.core.access;

import org.jspecify.annotations.NullMarked;
