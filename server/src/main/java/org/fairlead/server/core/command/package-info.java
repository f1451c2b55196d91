@NullMarked
package org.fairlead.server.core.command;

import org.jspecify.annotations.NullMarked;
