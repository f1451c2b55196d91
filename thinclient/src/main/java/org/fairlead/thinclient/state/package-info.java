/** What the device remembers: written so that a power cut leaves the old or the new. */
@NullMarked
package org.fairlead.thinclient.state;

import org.jspecify.annotations.NullMarked;
