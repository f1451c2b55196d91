package org.fairlead.thinclient.codes;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.fairlead.protocol.codes.GroupCode;

/** Argon2id with the cost of the code for a whole group. */
public final class Argon2id implements GroupCode.MemoryHard {
    @Override
    public byte[] hash(byte[] password, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(GroupCode.MEMORY_KIB)
                .withIterations(GroupCode.PASSES)
                .withParallelism(GroupCode.LANES)
                .withSalt(salt)
                .build());
        byte[] out = new byte[32];
        generator.generateBytes(password, out);
        return out;
    }
}
