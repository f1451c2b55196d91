/** What the server knows and keeps about itself: settings, mail. */
@NullMarked
package org.fairlead.server.core.server;

import org.jspecify.annotations.NullMarked;
