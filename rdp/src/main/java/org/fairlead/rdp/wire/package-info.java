/** Readers and writers of bytes, DER, BER and PER, which check every length before they use it. */
@NullMarked
package org.fairlead.rdp.wire;

import org.jspecify.annotations.NullMarked;
