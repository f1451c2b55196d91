package org.fairlead.agent;

import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import org.fairlead.android.core.device.KeyVault;

/** Keys in Android's key store, in the phone's secure hardware where it has any. */
final class KeystoreVault implements KeyVault {
    private static final String STORE = "AndroidKeyStore";

    @Override
    public KeyPair create(String name) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, STORE);
        generator.initialize(new KeyGenParameterSpec.Builder(name, KeyProperties.PURPOSE_SIGN)
                .setAlgorithmParameterSpec(new ECGenParameterSpec("secp256r1"))
                // TLS signs digests that it has made itself
                .setDigests(
                        KeyProperties.DIGEST_NONE,
                        KeyProperties.DIGEST_SHA256,
                        KeyProperties.DIGEST_SHA384,
                        KeyProperties.DIGEST_SHA512)
                .build());
        return generator.generateKeyPair();
    }

    @Override
    public PrivateKey key(String name) throws GeneralSecurityException {
        if (open().getKey(name, null) instanceof PrivateKey key) {
            return key;
        }
        throw new GeneralSecurityException("the key of this phone is gone, connect it anew");
    }

    @Override
    public void delete(String name) {
        try {
            open().deleteEntry(name);
        } catch (GeneralSecurityException e) {
            Log.warn("cannot delete a key", e);
        }
    }

    private static KeyStore open() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(STORE);
            store.load(null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException("the key store cannot be opened", e);
        }
    }
}
