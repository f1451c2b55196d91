package org.fairlead.server.core.fleet;

/** Certificate requests for tests of other packages. */
public final class Requests {
    private Requests() {}

    /** A PKCS#10 request in PEM for a new P-256 key. */
    public static String csr() {
        return World.csr();
    }
}
