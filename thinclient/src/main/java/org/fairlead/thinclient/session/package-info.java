/** The user's own sessions on remote desktops. */
@NullMarked
package org.fairlead.thinclient.session;

import org.jspecify.annotations.NullMarked;
