package org.fairlead.agent;

import android.content.Context;
import android.content.SharedPreferences;
import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/** The token with which the owner of a device may set a new screen lock; stored encrypted by a key of the key store. */
final class ResetToken {
    private static final String KEY = "reset-token";
    private static final String STORE = "AndroidKeyStore";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int IV = 12;
    private static final int TOKEN = 32;

    private final Owner owner;
    private final SharedPreferences kept;

    ResetToken(Context context, Owner owner) {
        this.owner = owner;
        this.kept = Kept.of(context);
    }

    boolean active() {
        try {
            return owner.mode().owns() && load() != null && owner.policy().isResetPasswordTokenActive(owner.admin());
        } catch (SecurityException | IllegalStateException e) {
            return false;
        }
    }

    /** Sets a token where there is none; Android makes it active at once, or at the next unlock. */
    void prepare() {
        if (!owner.mode().owns() || load() != null) {
            return;
        }
        byte[] token = new byte[TOKEN];
        new SecureRandom().nextBytes(token);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key());
            byte[] sealed = cipher.doFinal(token);
            byte[] all = new byte[IV + sealed.length];
            System.arraycopy(cipher.getIV(), 0, all, 0, IV);
            System.arraycopy(sealed, 0, all, IV, sealed.length);
            if (owner.policy().setResetPasswordToken(owner.admin(), token)) {
                kept.edit().putString(KEY, Base64.getEncoder().encodeToString(all)).apply();
            }
        } catch (GeneralSecurityException | IOException | SecurityException | IllegalStateException e) {
            Log.warn("no token for new passwords", e);
        }
    }

    byte @Nullable [] load() {
        String stored = kept.getString(KEY, null);
        if (stored == null) {
            return null;
        }
        try {
            byte[] all = Base64.getDecoder().decode(stored);
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key(), new GCMParameterSpec(128, all, 0, IV));
            return cipher.doFinal(all, IV, all.length - IV);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            Log.warn("the token for new passwords cannot be read", e);
            return null;
        }
    }

    private static Key key() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(STORE);
        store.load(null);
        Key present = store.getKey(KEY, null);
        if (present != null) {
            return present;
        }
        KeyGenerator generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE);
        generator.init(new KeyGenParameterSpec.Builder(
                        KEY, KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setKeySize(256)
                .build());
        return generator.generateKey();
    }
}
