package org.fairlead.android.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS connections: version 1.3 where Android has it (from Android 10), 1.2 below; never both. */
public final class Tls {
    private static final int CONNECT_MILLIS = 15_000;
    private static final int HANDSHAKE_MILLIS = 20_000;

    private static final int FIRST_WITH_13 = 29;

    private Tls() {}

    /** The one version of TLS that a phone of this API level speaks with the gateway. */
    public static String version(int api) {
        return api >= FIRST_WITH_13 ? "TLSv1.3" : "TLSv1.2";
    }

    public static SSLSocketFactory factory(PinnedTrust trust, @Nullable ClientIdentity identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity == null ? null : new KeyManager[] {identity}, new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this system has no TLS", e);
        }
    }

    /** An established connection; every address of the host is tried. */
    static SSLSocket connect(SSLSocketFactory factory, String version, String host, int port) throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket plain = new Socket();
            try {
                plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
                plain.setTcpNoDelay(true);
                plain.setSoTimeout(HANDSHAKE_MILLIS);
                SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();
                return socket;
            } catch (IOException e) {
                plain.close();
                last = e;
            }
        }
        throw last;
    }
}
