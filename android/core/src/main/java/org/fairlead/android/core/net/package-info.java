/** TLS with pinned keys, requests and the WebSocket, with what Android and the JDK have in common. */
@NullMarked
package org.fairlead.android.core.net;

import org.jspecify.annotations.NullMarked;
