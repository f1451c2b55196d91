@NullMarked
package org.fairlead.protocol.json;

import org.jspecify.annotations.NullMarked;
