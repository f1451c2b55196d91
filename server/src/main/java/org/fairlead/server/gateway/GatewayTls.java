package org.fairlead.server.gateway;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the gateway: version 1.3, and 1.2 with forward secrecy and authenticated encryption where it is allowed (for
 * Android 8 and 9); client certificates of the device authority only, session tickets. BoringSSL
 * does the work where its native library loads, else the JDK; {@code -Dfairlead.gateway.tls=jdk} or {@code boringssl}
 * forces one.
 */
final class GatewayTls {
    static final String PROPERTY = "fairlead.gateway.tls";
    static final int TICKET_SECONDS = 12 * 3600;

    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final X509Certificate deviceAuthority;
    private final boolean tls12;
    private final boolean nativeTls;
    private final SecureRandom random = new SecureRandom();
    private volatile SslContext context;
    private @Nullable OpenSslSessionTicketKey ticketKey;

    GatewayTls(PrivateKey key, List<X509Certificate> chain, X509Certificate deviceAuthority, boolean tls12)
            throws SSLException {
        this.tls12 = tls12;
        this.nativeTls = useNative(System.getProperty(PROPERTY, ""));
        this.deviceAuthority = deviceAuthority;
        this.context = context(key, chain);
        rotateTicketKey();
    }

    /** New connections get this key; tickets of before are worth nothing. */
    synchronized void replaceKey(PrivateKey key, List<X509Certificate> chain) throws SSLException {
        context = context(key, chain);
        ticketKey = null;
        rotateTicketKey();
    }

    private SslContext context(PrivateKey key, List<X509Certificate> chain) throws SSLException {
        ServerIdentity.Factory factory = new ServerIdentity.Factory(new ServerIdentity(key, chain));
        return SslContextBuilder.forServer(nativeTls ? new OpenSslCachingX509KeyManagerFactory(factory) : factory)
                .sslProvider(nativeTls ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols(tls12 ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3"))
                .ciphers(CIPHERS)
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(new DeviceTrust(deviceAuthority))
                .sessionTimeout(TICKET_SECONDS)
                .build();
    }

    private static boolean useNative(String wish) {
        return switch (wish) {
            case "" -> OpenSsl.isAvailable();
            case "jdk" -> false;
            case "boringssl" -> {
                OpenSsl.ensureAvailability();
                yield true;
            }
            default -> throw new IllegalArgumentException(PROPERTY + " is \"" + wish + "\", use jdk or boringssl");
        };
    }

    SslContext context() {
        return context;
    }

    String engine() {
        return nativeTls ? "BoringSSL" : "JDK";
    }

    /**
     * Makes a new key for session tickets; tickets of the key before it still resume. The JDK rotates its own keys.
     * Called every {@link #TICKET_SECONDS}.
     */
    synchronized void rotateTicketKey() {
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            OpenSslSessionTicketKey fresh = new OpenSslSessionTicketKey(bytes(), bytes(), bytes());
            OpenSslSessionTicketKey old = ticketKey;
            if (old == null) {
                sessions.setTicketKeys(fresh);
            } else {
                sessions.setTicketKeys(fresh, old);
            }
            ticketKey = fresh;
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return bytes;
    }
}
