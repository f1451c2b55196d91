/** Offline codes on the device: what a user may do only after an administrator's answer. */
@NullMarked
package org.fairlead.thinclient.codes;

import org.jspecify.annotations.NullMarked;
