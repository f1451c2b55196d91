package org.fairlead.android.core.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.jspecify.annotations.Nullable;

/** Small requests to the public port; with pins the key decides, without them the certificates of the system. */
public final class Http {
    private static final int TIMEOUT = 20_000;
    private static final int MAX_ANSWER = 256 * 1024;

    private Http() {}

    /** What came back: status, a JSON object (empty when it was none), and the pin of the key that the server showed. */
    public record Answer(int status, Map<String, @Nullable Object> body, String pin) {}

    /** Sends the body as JSON, or asks with GET when there is none; with no trust the system's own decides. */
    public static Answer call(String host, int port, String path, @Nullable String body, @Nullable PinnedTrust trust)
            throws IOException {
        HttpsURLConnection connection = open(host, port, path);
        try {
            if (trust != null) {
                connection.setSSLSocketFactory(Tls.factory(trust, null));
                connection.setHostnameVerifier((name, session) -> !trust.mismatch());
            }
            if (body != null) {
                connection.setRequestMethod("POST");
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = connection.getResponseCode();
            Certificate[] chain = connection.getServerCertificates();
            InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
            return new Answer(status, parse(in), Pins.of(chain[0].getPublicKey()));
        } finally {
            connection.disconnect();
        }
    }

    private static HttpsURLConnection open(String host, int port, String path) throws IOException {
        try {
            HttpsURLConnection connection = (HttpsURLConnection)
                    new URI("https", null, host, port, path, null, null).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT);
            connection.setReadTimeout(TIMEOUT);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Accept", "application/json");
            return connection;
        } catch (URISyntaxException e) {
            throw new IOException("not an address: " + host);
        }
    }

    private static Map<String, @Nullable Object> parse(@Nullable InputStream in) throws IOException {
        if (in == null) {
            return Map.of();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
                if (bytes.size() > MAX_ANSWER) {
                    throw new IOException("the server's answer is too long");
                }
            }
        }
        try {
            return Json.parseObject(bytes.toString("UTF-8"));
        } catch (JsonError e) {
            return Map.of();
        }
    }
}
