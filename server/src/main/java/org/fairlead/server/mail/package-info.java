/** Sending mail. */
@NullMarked
package org.fairlead.server.mail;

import org.jspecify.annotations.NullMarked;
