/** Security profiles: policies for phones, assigned to people and groups of people. */
@NullMarked
package org.fairlead.server.core.profile;

import org.jspecify.annotations.NullMarked;
