/** Settings of the catalogue as configuration profiles of iPhones and iPads: made, installed, removed, and what came of it. */
@NullMarked
package org.fairlead.server.core.apple.profile;

import org.jspecify.annotations.NullMarked;
