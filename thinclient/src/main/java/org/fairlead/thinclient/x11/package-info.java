/**
 * The X server's screen, pointer and keyboard: what is shown, and input in the user's place.
 *
 * <p>The X protocol is spoken directly, so that no error of a display and no end of its server can end this program: the C
 * libraries answer both with exit(), and Swing owns their handlers. Only shared memory needs the system's functions.
 */
@NullMarked
package org.fairlead.thinclient.x11;

import org.jspecify.annotations.NullMarked;
