@NullMarked
package org.fairlead.protocol.agent;

import org.jspecify.annotations.NullMarked;
