package org.fairlead.simulator.android;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.fairlead.android.core.device.KeyVault;

/** Keys in files of one folder. */
public final class FileVault implements KeyVault {
    private final Path folder;

    public FileVault(Path folder) {
        this.folder = folder;
    }

    @Override
    public KeyPair create(String name) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(name), pair.getPrivate().getEncoded());
        } catch (IOException e) {
            throw new GeneralSecurityException("cannot keep the key", e);
        }
        return pair;
    }

    @Override
    public PrivateKey key(String name) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(folder.resolve(name))));
        } catch (IOException e) {
            throw new GeneralSecurityException("the key of this phone is gone", e);
        }
    }

    @Override
    public void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
