/** What a phone says of its safety and its apps, decided without touching it. */
@NullMarked
package org.fairlead.android.core.report;

import org.jspecify.annotations.NullMarked;
