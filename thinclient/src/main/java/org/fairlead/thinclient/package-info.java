@NullMarked
package org.fairlead.thinclient;

import org.jspecify.annotations.NullMarked;
