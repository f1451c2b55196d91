/** Shares a display with RDP clients and nothing else: the program behind {@code fairlead rdp-share}. */
@NullMarked
package org.fairlead.thinclient.share;

import org.jspecify.annotations.NullMarked;
