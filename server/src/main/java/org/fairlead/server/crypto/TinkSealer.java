package org.fairlead.server.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Consumer;
import org.fairlead.server.core.secret.Sealer;

/** AES-256-GCM by Google Tink under the root keyset of the data folder. */
public final class TinkSealer implements Sealer {
    private final Aead aead;

    private TinkSealer(Aead aead) {
        this.aead = aead;
    }

    /** Opens the stored keyset, or makes one and hands it to be stored. */
    public static TinkSealer loadOrCreate(Optional<byte[]> stored, Consumer<byte[]> store) {
        try {
            AeadConfig.register();
            KeysetHandle keys;
            if (stored.isPresent()) {
                keys = TinkProtoKeysetFormat.parseKeyset(stored.get(), InsecureSecretKeyAccess.get());
            } else {
                keys = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
                store.accept(TinkProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get()));
            }
            return new TinkSealer(keys.getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the root keys of the data folder cannot be used", e);
        }
    }

    @Override
    public byte[] seal(byte[] plain, String context) {
        try {
            return aead.encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] open(byte[] sealed, String context) {
        try {
            return aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not sealed here for " + context, e);
        }
    }
}
