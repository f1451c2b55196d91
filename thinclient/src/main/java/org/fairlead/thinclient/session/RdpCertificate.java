package org.fairlead.thinclient.session;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Asks a remote desktop for the certificate that it shows to everybody; says no user name and no password. */
public final class RdpCertificate {
    private static final int MILLIS = 10_000;
    /** X.224 connection request with an RDP_NEG_REQ for TLS, CredSSP and CredSSP with early result (MS-RDPBCGR 2.2.1.1). */
    private static final byte[] REQUEST = {3, 0, 0, 19, 14, (byte) 0xE0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 0x0B, 0, 0, 0};

    private static final int NEGOTIATION_RESPONSE = 2;

    private RdpCertificate() {}

    /** The chain, the remote desktop's own certificate first; an IOException says why there is none. */
    public static X509Certificate[] of(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), MILLIS);
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream().write(REQUEST);
            negotiated(socket.getInputStream());
            return handshake(socket, host, port);
        }
    }

    /** The chain of a gateway, which speaks TLS from the first byte on. */
    public static X509Certificate[] ofGateway(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), MILLIS);
            socket.setSoTimeout(MILLIS);
            return handshake(socket, host, port);
        }
    }

    private static void negotiated(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        int length = head.length < 4 ? 0 : (head[2] & 0xFF) << 8 | head[3] & 0xFF;
        if (length < 11 || length > 512 || head[0] != 3) {
            throw new IOException("it does not speak RDP");
        }
        byte[] rest = in.readNBytes(length - 4);
        if (rest.length < 15 || rest[7] != NEGOTIATION_RESPONSE) {
            throw new IOException("it offers no TLS");
        }
    }

    private static X509Certificate[] handshake(Socket socket, String host, int port) throws IOException {
        AtomicReference<X509Certificate @Nullable []> seen = new AtomicReference<>();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Look(seen)}, new SecureRandom());
            try (SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true)) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                secure.setSSLParameters(parameters);
                secure.startHandshake();
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS does not work here: " + e.getMessage(), e);
        }
        X509Certificate[] chain = seen.get();
        if (chain == null || chain.length == 0) {
            throw new IOException("it shows no certificate");
        }
        return chain;
    }

    /** Looks at the chain and trusts nothing: the connection carries no data and is closed at once. */
    private record Look(AtomicReference<X509Certificate @Nullable []> seen) implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            seen.set(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
