/** From a changed picture to the drawing commands that cost least. */
@NullMarked
package org.fairlead.rdp.codec.screen;

import org.jspecify.annotations.NullMarked;
