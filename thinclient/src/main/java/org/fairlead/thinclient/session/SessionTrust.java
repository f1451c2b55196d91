package org.fairlead.thinclient.session;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fairlead.thinclient.model.TrustStore;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Decides by the certificates that the administrator or the user trusts whether a remote desktop is the right one. */
public final class SessionTrust {
    private static final int DNS = 2;
    private static final int IP = 7;

    private final TrustStore trust;

    public SessionTrust(TrustStore trust) {
        this.trust = trust;
    }

    /** What to do with a remote desktop. */
    public sealed interface Verdict {
        /** Connect, and accept exactly this certificate. */
        record Trusted(X509Certificate certificate) implements Verdict {}

        /** Nobody has said yet; the user may. */
        record Unknown(X509Certificate certificate) implements Verdict {}

        /** Do not connect. */
        record Refused(X509Certificate certificate) implements Verdict {}
    }

    /** Asks the first computer on the way for its certificate and looks it up; an IOException says why there is none. */
    public Verdict look(Map<String, @Nullable Object> connection) throws IOException {
        String host = firstHost(connection);
        X509Certificate[] chain = Values.text(connection, "gateway").isEmpty()
                ? RdpCertificate.of(host, (int) Values.number(connection, "port", 3389))
                : RdpCertificate.ofGateway(host, ClientArguments.gatewayPort(connection));
        return decide(chain, host, Values.text(connection, "certificates").equals("ask"));
    }

    /** The gateway of a connection that has one, else its server. */
    public static String firstHost(Map<String, @Nullable Object> connection) {
        String gateway = Values.text(connection, "gateway");
        return gateway.isEmpty() ? Values.text(connection, "server") : gateway;
    }

    /** What the client is to trust when the first computer shows this certificate; close it after the session. */
    public ClientTrust forClient(X509Certificate first) throws IOException {
        return ClientTrust.of(first, trust.trusted());
    }

    Verdict decide(X509Certificate[] chain, String host, boolean mayAsk) {
        if (trust.trusts(chain) && (trust.isPinned(chain[0]) || names(chain[0], host))) {
            return new Verdict.Trusted(chain[0]);
        }
        return mayAsk && trust.userMayAccept() ? new Verdict.Unknown(chain[0]) : new Verdict.Refused(chain[0]);
    }

    /** The user trusts this certificate from now on. */
    public void accept(X509Certificate certificate) throws CertificateException {
        trust.accept(certificate);
    }

    /** SHA-256 with colons, as FreeRDP writes it. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this certificate has no encoding", e);
        }
    }

    static boolean names(X509Certificate certificate, String host) {
        Collection<List<?>> alternatives;
        try {
            alternatives = certificate.getSubjectAlternativeNames();
        } catch (CertificateException e) {
            return false;
        }
        if (alternatives == null) {
            return false;
        }
        for (List<?> name : alternatives) {
            boolean kind = name.getFirst() instanceof Integer type && (type == DNS || type == IP);
            if (kind && fits(name.get(1) instanceof String text ? text : null, host)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(@Nullable String pattern, String host) {
        if (pattern == null) {
            return false;
        }
        String wanted = host.toLowerCase(Locale.ROOT);
        String given = pattern.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return given.equals(wanted)
                || given.startsWith("*.") && dot > 0 && given.substring(1).equals(wanted.substring(dot));
    }
}
