/** Remote management: who may see and use this device's screen by RDP, asked of its user, and the RDP host behind it. */
@NullMarked
package org.fairlead.thinclient.remote;

import org.jspecify.annotations.NullMarked;
