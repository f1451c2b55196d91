@NullMarked
package org.fairlead.server.core.pki;

import org.jspecify.annotations.NullMarked;
