package org.fairlead.server.core.confirm;

import java.util.List;

/** The public keys of this server that devices may see. */
public interface ServerKeyNames {
    /** The present key. */
    String CURRENT = "current";

    /** The key that comes after it. */
    String NEXT = "next";

    /** The present key, then the next. */
    List<ServerKey> serverKeys();

    /** A key and the SHA-256 of its SPKI. */
    record ServerKey(String name, byte[] hash) {}
}
