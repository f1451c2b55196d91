package org.fairlead.server.crypto;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A file under a passphrase: eight bytes of mark, 16 bytes of salt, then AES-256-GCM-HKDF in segments of 1 MiB (Tink)
 * under Argon2id(passphrase, salt; 64 MiB, 3 passes). A changed, shortened or reordered file does not open.
 */
public final class SealedFile {
    private static final byte[] MARK = "FAIRLED1".getBytes(StandardCharsets.US_ASCII);
    private static final int SEGMENT = 1 << 20;

    private SealedFile() {}

    /** The file is none of ours, was damaged, or the passphrase is another one. */
    public static final class NotOpened extends IOException {
        private static final long serialVersionUID = 1;

        NotOpened(String message) {
            super(message);
        }
    }

    /** What is written comes out encrypted; closing ends the file. */
    public static OutputStream write(OutputStream out, char[] passphrase) throws IOException {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        out.write(MARK);
        out.write(salt);
        try {
            return cipher(passphrase, salt).newEncryptingStream(out, MARK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The plain content; reading throws {@link IOException} at the first damaged segment. */
    public static InputStream read(InputStream in, char[] passphrase) throws IOException {
        if (!Arrays.equals(in.readNBytes(MARK.length), MARK)) {
            throw new NotOpened("this is not an export of Fairlead");
        }
        byte[] salt = in.readNBytes(16);
        try {
            return cipher(passphrase, salt).newDecryptingStream(in, MARK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AesGcmHkdfStreaming cipher(char[] passphrase, byte[] salt) throws GeneralSecurityException {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(64 * 1024)
                .withIterations(3)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] key = new byte[32];
        generator.generateBytes(new String(passphrase).getBytes(StandardCharsets.UTF_8), key);
        return new AesGcmHkdfStreaming(key, "HmacSha256", 32, SEGMENT, 0);
    }
}
