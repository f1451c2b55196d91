/** Apple devices: enrolments, the queue of requests, pushes and the life of the push certificate. */
@NullMarked
package org.fairlead.server.core.apple;

import org.jspecify.annotations.NullMarked;
