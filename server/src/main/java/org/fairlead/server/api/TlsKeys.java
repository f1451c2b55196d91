package org.fairlead.server.api;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The server's key and its chain, held decrypted in memory; handshakes under way keep the key that they began with. */
final class TlsKeys extends X509ExtendedKeyManager {
    private volatile Entry present;
    private volatile Entry before;

    private record Entry(String alias, PrivateKey key, List<X509Certificate> chain) {}

    TlsKeys(PrivateKey key, List<X509Certificate> chain) {
        this.present = new Entry("server-0", key, List.copyOf(chain));
        this.before = present;
    }

    /** New handshakes use this key. */
    synchronized void replace(PrivateKey key, List<X509Certificate> chain) {
        Entry old = present;
        int number = Integer.parseInt(old.alias().substring(old.alias().indexOf('-') + 1)) + 1;
        before = old;
        present = new Entry("server-" + number, key, List.copyOf(chain));
    }

    private Entry entry(@Nullable String alias) {
        Entry old = before;
        return old.alias().equals(alias) ? old : present;
    }

    private @Nullable String alias(String keyType) {
        Entry now = present;
        return keyType.startsWith(now.key().getAlgorithm()) ? now.alias() : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public X509Certificate[] getCertificateChain(@Nullable String alias) {
        return entry(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(@Nullable String alias) {
        return entry(alias).key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? new String[0] : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
