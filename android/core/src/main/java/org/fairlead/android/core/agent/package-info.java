/** The running agent: keeps the connection, carries out commands and settings, remembers what it must not repeat. */
@NullMarked
package org.fairlead.android.core.agent;

import org.jspecify.annotations.NullMarked;
