/** Invitations: the right of a person to connect a phone, how it is sent and how far it has come. */
@NullMarked
package org.fairlead.server.core.invite;

import org.jspecify.annotations.NullMarked;
