/** Picture encoders and bulk compression. */
@NullMarked
package org.fairlead.rdp.codec;

import org.jspecify.annotations.NullMarked;
