/** Secrets with which devices enrol straight into a group. */
@NullMarked
package org.fairlead.server.core.token;

import org.jspecify.annotations.NullMarked;
