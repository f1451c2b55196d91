/** The words of the screens in English and Russian. */
@NullMarked
package org.fairlead.thinclient.i18n;

import org.jspecify.annotations.NullMarked;
