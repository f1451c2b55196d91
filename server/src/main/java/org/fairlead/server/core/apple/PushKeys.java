package org.fairlead.server.core.apple;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes certificate requests and reads what administrators upload. */
public interface PushKeys {
    /** A fresh RSA key (PKCS#8) and the request for it in PEM. */
    record Request(byte[] key, String pem) {}

    Request request(String organisation, String mail);

    /**
     * Reads PEM (a certificate with or without its key) or PKCS#12; throws a problem that says what is wrong.
     *
     * @param waiting the key of the pending request
     * @param present the key of the certificate in use
     */
    Upload read(byte[] file, String password, byte @Nullable [] waiting, byte @Nullable [] present);

    /**
     * Reads the key and certificates of a vendor from PEM or PKCS#12, its own certificate first; throws a problem that says
     * what is wrong.
     */
    Vendor vendor(byte[] file, String password);

    /** A vendor registered at Apple: its chain in PEM, its key (PKCS#8), what its certificate says. */
    record Vendor(String chainPem, byte[] key, String name, Instant notAfter) {}

    /** The file that Apple's portal takes: the request with the vendor's signature. */
    String signed(String requestPem, String vendorChainPem, byte[] vendorKey);

    /** A certificate that pushes can be made with, and which key it belongs to. */
    record Upload(String chainPem, byte[] key, String topic, Instant notBefore, Instant notAfter) {}
}
