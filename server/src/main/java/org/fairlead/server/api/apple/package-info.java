/** Where iPhones and iPads connect, on the public port. */
@NullMarked
package org.fairlead.server.api.apple;

import org.jspecify.annotations.NullMarked;
