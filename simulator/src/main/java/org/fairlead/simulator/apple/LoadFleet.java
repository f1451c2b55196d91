package org.fairlead.simulator.apple;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** The push service and its authority with phones for load; the phones share a few keys, since making them is what costs. */
public final class LoadFleet implements AutoCloseable {
    private static final int KEYS = 16;

    private final ApplePki pki = new ApplePki();
    private final ApnsService apns = new ApnsService(pki, 0, said -> {});
    private final List<KeyPair> keys = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private final SSLContext trust;

    /** The phones trust servers as the context does. */
    public LoadFleet(SSLContext trust) throws GeneralSecurityException, IOException {
        this.trust = trust;
        for (int i = 0; i < KEYS; i++) {
            keys.add(ApplePki.rsa());
        }
    }

    /** The port of the push service on this machine. */
    public int port() {
        return apns.port();
    }

    /** What the push service's certificate is to be checked against. */
    public String rootPem() throws IOException {
        return ApplePki.pem(pki.root);
    }

    /** What the push portal does with a request. */
    public String pushCertificate(String requestPem, String topic) throws GeneralSecurityException, IOException {
        return pki.pushCertificate(requestPem, topic, Duration.ofDays(30));
    }

    /** A phone that will speak to the server behind this link, and runs something when it is pushed. */
    public LoadPhone phone(String link, Runnable woken) throws IOException {
        int number = made.incrementAndGet();
        return new LoadPhone(
                apns, new PhoneWire(trust, URI.create(link), number), keys.get(number % KEYS), number, woken);
    }

    @Override
    public void close() {
        apns.close();
    }
}
