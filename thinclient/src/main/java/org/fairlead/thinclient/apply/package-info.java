/** Makes the system obey the settings, block by block, and says honestly what it could not do. */
@NullMarked
package org.fairlead.thinclient.apply;

import org.jspecify.annotations.NullMarked;
