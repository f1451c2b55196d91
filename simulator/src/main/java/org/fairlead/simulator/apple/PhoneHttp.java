package org.fairlead.simulator.apple;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** HTTP of a phone: first as Safari that was told to go on in spite of the certificate, then trusting the profile's root only. */
final class PhoneHttp implements PhoneWeb {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client;

    private PhoneHttp(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust, null);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .sslContext(tls)
                .build();
    }

    /** Trusts the server key with this SHA-256 (hex), which somebody has compared. */
    static PhoneHttp pinned(String fingerprint) throws GeneralSecurityException {
        return new PhoneHttp(new TrustManager[] {new Pinned(fingerprint)});
    }

    static PhoneHttp trusting(X509Certificate root) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return new PhoneHttp(trust.getTrustManagers());
    }

    @Override
    public byte[] get(String url) throws IOException {
        return ok(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build());
    }

    @Override
    public byte[] post(String url, String type, byte[] body) throws IOException {
        return ok(HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private byte[] ok(HttpRequest request) throws IOException {
        HttpResponse<byte[]> answer = send(request);
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "status " + answer.statusCode() + " from " + request.uri().getPath());
        }
        return answer.body();
    }

    private record Pinned(String fingerprint) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            try {
                byte[] key = MessageDigest.getInstance("SHA-256")
                        .digest(chain[0].getPublicKey().getEncoded());
                if (!HexFormat.of().formatHex(key).equalsIgnoreCase(fingerprint)) {
                    throw new CertificateException("another key");
                }
            } catch (GeneralSecurityException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
