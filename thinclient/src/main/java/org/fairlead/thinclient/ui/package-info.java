/** The screens: a full-screen kiosk in Swing with components of its own. */
@NullMarked
package org.fairlead.thinclient.ui;

import org.jspecify.annotations.NullMarked;
