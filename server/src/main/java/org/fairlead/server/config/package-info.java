/** What the operator can set, from the command line, the environment or the settings file. */
@NullMarked
package org.fairlead.server.config;

import org.jspecify.annotations.NullMarked;
