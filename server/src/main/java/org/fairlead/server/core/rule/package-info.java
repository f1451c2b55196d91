/** Rules that sort devices into groups. */
@NullMarked
package org.fairlead.server.core.rule;

import org.jspecify.annotations.NullMarked;
