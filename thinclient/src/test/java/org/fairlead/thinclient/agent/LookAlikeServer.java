package org.fairlead.thinclient.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A man in the middle: a TLS server with a chain that has every name of the real one and keys of its own, which asks for
 * the client's certificate and keeps every byte that comes, before and after decryption.
 */
public final class LookAlikeServer implements AutoCloseable {
    private final ServerSocket front = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final SSLServerSocket tls;
    private final List<byte[]> sent = new ArrayList<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final X509Certificate leaf;
    private int clientCertificates;
    private int finished;

    public LookAlikeServer() throws IOException, GeneralSecurityException {
        KeyPair ca = key();
        KeyPair own = key();
        X509Certificate authority = certificate("CN=Fairlead server CA", ca, "CN=Fairlead server CA", ca, true);
        leaf = certificate("CN=Fairlead", own, "CN=Fairlead server CA", ca, false);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", own.getPrivate(), new char[0], new X509Certificate[] {leaf, authority});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, new SecureRandom());
        tls = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 200, InetAddress.getLoopbackAddress());
        tls.setNeedClientAuth(true);
        Thread.startVirtualThread(this::relay);
        Thread.startVirtualThread(this::serve);
    }

    public int port() {
        return front.getLocalPort();
    }

    public String pin() {
        return Pem.pin(leaf.getPublicKey());
    }

    /** The bytes of each connection as they came over the wire. */
    public synchronized List<byte[]> sent() {
        return List.copyOf(sent);
    }

    /** What could be decrypted. */
    public synchronized byte[] read() {
        return read.toByteArray();
    }

    public synchronized int clientCertificates() {
        return clientCertificates;
    }

    /** Connections that came to their end here. */
    public synchronized int finished() {
        return finished;
    }

    /** A device's key and certificate, PEM. */
    record Device(String key, String chain) {}

    /** A device that anybody could be. */
    static Device device() throws GeneralSecurityException, IOException {
        KeyPair pair = key();
        X509Certificate certificate = certificate("CN=device", pair, "CN=device", pair, false);
        return new Device(
                Pem.print("PRIVATE KEY", pair.getPrivate().getEncoded()),
                Pem.print("CERTIFICATE", certificate.getEncoded()));
    }

    private static KeyPair key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(String name, KeyPair key, String issuer, KeyPair signer, boolean ca)
            throws GeneralSecurityException, IOException {
        Instant now = Instant.now();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Principal(issuer),
                    BigInteger.valueOf(now.toEpochMilli()),
                    Date.from(now.minusSeconds(3600)),
                    Date.from(now.plusSeconds(86_400)),
                    new X500Principal(name),
                    key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
        } catch (org.bouncycastle.operator.OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private void relay() {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), tls.getLocalPort());
                Thread.startVirtualThread(() -> copy(server, client, null));
                Thread.startVirtualThread(() -> copy(client, server, new ByteArrayOutputStream()));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void copy(Socket from, Socket to, ByteArrayOutputStream kept) {
        byte[] buffer = new byte[4096];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int count = in.read(buffer);
            while (count >= 0) {
                if (kept != null) {
                    kept.write(buffer, 0, count);
                }
                out.write(buffer, 0, count);
                count = in.read(buffer);
            }
        } catch (IOException e) {
            // the other side has gone
        } finally {
            if (kept != null) {
                synchronized (this) {
                    sent.add(kept.toByteArray());
                }
            }
        }
    }

    private void serve() {
        while (!tls.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) tls.accept();
                Thread.startVirtualThread(() -> talk(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(SSLSocket socket) {
        try (socket;
                InputStream in = socket.getInputStream()) {
            int next = in.read();
            while (next >= 0) {
                synchronized (this) {
                    read.write(next);
                }
                next = in.read();
            }
        } catch (IOException e) {
            // the client has refused
        } finally {
            synchronized (this) {
                finished++;
            }
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
        tls.close();
    }

    private final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            synchronized (LookAlikeServer.this) {
                clientCertificates++;
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
