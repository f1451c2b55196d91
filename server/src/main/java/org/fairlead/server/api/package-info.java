/** The console API: routes as values, their access rules, problems by RFC 9457. */
@NullMarked
package org.fairlead.server.api;

import org.jspecify.annotations.NullMarked;
