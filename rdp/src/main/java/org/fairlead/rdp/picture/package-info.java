/** What passes between whoever has the pictures, the encoders and the session. */
@NullMarked
package org.fairlead.rdp.picture;

import org.jspecify.annotations.NullMarked;
