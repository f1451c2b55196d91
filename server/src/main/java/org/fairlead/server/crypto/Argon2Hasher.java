package org.fairlead.server.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.PasswordHasher;

/** Argon2id with 19 MiB, two passes, one lane; two at a time, and at most twenty wait. Any thread may call. */
public final class Argon2Hasher implements PasswordHasher {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LENGTH = 32;
    private static final int AT_ONCE = 2;
    private static final int WAITING = 20;
    private static final String PREFIX = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$";

    private final Semaphore running = new Semaphore(AT_ONCE, true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();

    @Override
    public String hash(String password) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PREFIX + base64.encodeToString(salt) + "$" + base64.encodeToString(compute(password, salt));
    }

    @Override
    public boolean matches(String password, String hash) {
        if (!hash.startsWith(PREFIX)) {
            throw new IllegalStateException("a password hash of an unknown kind");
        }
        String[] parts = hash.substring(PREFIX.length()).split("\\$");
        byte[] salt = Base64.getDecoder().decode(parts[0]);
        return MessageDigest.isEqual(
                compute(password, salt), Base64.getDecoder().decode(parts[1]));
    }

    @Override
    public void pretend(String password) {
        compute(password, new byte[16]);
    }

    private byte[] compute(String password, byte[] salt) {
        if (waiting.incrementAndGet() > WAITING + AT_ONCE) {
            waiting.decrementAndGet();
            throw busy();
        }
        try {
            if (!running.tryAcquire(10, TimeUnit.SECONDS)) {
                throw busy();
            }
            try {
                Argon2BytesGenerator generator = new Argon2BytesGenerator();
                generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(MEMORY_KIB)
                        .withIterations(PASSES)
                        .withParallelism(1)
                        .withSalt(salt)
                        .build());
                byte[] out = new byte[LENGTH];
                generator.generateBytes(
                        Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8), out);
                return out;
            } finally {
                running.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private static Problem.TooMany busy() {
        return new Problem.TooMany("too many sign-ins at once, try again in a moment", 5);
    }
}
