package org.fairlead.server.crypto;

import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.fairlead.protocol.codes.GroupCode;

/** The memory-hard function of codes for a whole group, 64 MiB at a time; one at a time, the others wait. */
public final class Argon2MemoryHard implements GroupCode.MemoryHard {
    private static final int BYTES = 32;

    private final Semaphore running = new Semaphore(1, true);

    @Override
    public byte[] hash(byte[] password, byte[] salt) {
        running.acquireUninterruptibly();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(GroupCode.MEMORY_KIB)
                    .withIterations(GroupCode.PASSES)
                    .withParallelism(GroupCode.LANES)
                    .withSalt(salt)
                    .build());
            byte[] out = new byte[BYTES];
            generator.generateBytes(password, out);
            return out;
        } finally {
            running.release();
        }
    }
}
