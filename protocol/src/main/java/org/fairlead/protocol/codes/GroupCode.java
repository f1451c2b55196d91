package org.fairlead.protocol.codes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * The certificate replacement code of a whole group: {@code class 4 | Argon2id 60} bits as 24 digits. The class tells the
 * last day on which the code counts: days are even numbers since 1970 and the class is half of the day modulo 16, so that
 * one of any 32 days in a row fits.
 *
 * @param dayClass half of the last day, modulo 16
 * @param proof first 60 bits of the memory-hard function
 */
public record GroupCode(int dayClass, long proof) {
    /** Memory of Argon2id in KiB. */
    public static final int MEMORY_KIB = 64 << 10;

    public static final int PASSES = 3;
    public static final int LANES = 1;

    /** Days of the longest code. */
    public static final int MAX_DAYS = 30;

    private static final long MAX_PROOF = (1L << 60) - 1;

    public GroupCode {
        if (dayClass < 0 || dayClass > 15 || proof < 0 || proof > MAX_PROOF) {
            throw new IllegalArgumentException("a field of the group code is out of its range");
        }
    }

    /** Argon2id, version 0x13, with {@link #MEMORY_KIB}, {@link #PASSES} and {@link #LANES}. */
    public interface MemoryHard {
        /** Gives 32 bytes. */
        byte[] hash(byte[] password, byte[] salt);
    }

    /**
     * What a group code is bound to.
     *
     * @param workspace name of the workspace
     * @param group whose key is used
     * @param epoch of the group's key, from 1
     */
    public record Target(String workspace, UUID group, int epoch) {}

    /** The last day of a code that shall count for this many days from today: even, days since 1970. */
    public static long lastDay(long today, int days) {
        if (days < 1 || days > MAX_DAYS) {
            throw new IllegalArgumentException("a group code counts for 1 to " + MAX_DAYS + " days");
        }
        long day = today + days;
        return day + (day & 1);
    }

    /**
     * Makes a code.
     *
     * @param groupKey {@link CodeKeys#groupKey}
     * @param keyHash SHA-256 of the server's public key (SPKI) that devices shall trust
     * @param lastDay from {@link #lastDay}
     */
    public static GroupCode make(MemoryHard function, byte[] groupKey, Target target, byte[] keyHash, long lastDay) {
        if ((lastDay & 1) != 0) {
            throw new IllegalArgumentException("the last day is an even number of days since 1970");
        }
        return new GroupCode((int) (lastDay >>> 1) & 15, proof(function, groupKey, target, keyHash, lastDay));
    }

    /** The last day that this code means for somebody whose clock says today; from today to 31 days later. */
    public long lastDay(long today) {
        long first = today + (today & 1);
        return first + 2L * ((dayClass - (int) (first >>> 1)) & 15);
    }

    /** Whether this code allows this server key on this last day; a second of work and 64 MiB. */
    public boolean allows(MemoryHard function, byte[] groupKey, Target target, byte[] keyHash, long lastDay) {
        return CodeKeys.same(proof, proof(function, groupKey, target, keyHash, lastDay))
                & dayClass == ((int) (lastDay >>> 1) & 15)
                & (lastDay & 1) == 0;
    }

    public static CodeReading<GroupCode> parse(String text) {
        return CodeReading.of(
                text,
                CodeText.LONG_GROUPS,
                (groups, bits) -> new CodeReading.Read<>(groups, new GroupCode((int) (bits >>> 60), bits & MAX_PROOF)));
    }

    /** Four groups of six digits with dashes. */
    public String text() {
        return CodeText.print((long) dayClass << 60 | proof, CodeText.LONG_GROUPS);
    }

    private static long proof(MemoryHard function, byte[] groupKey, Target target, byte[] keyHash, long lastDay) {
        CodeKeys.require(groupKey, "the group's key");
        CodeKeys.require(keyHash, "the hash of the server's key");
        byte[] label = "CRC-v1".getBytes(StandardCharsets.US_ASCII);
        byte[] password = ByteBuffer.allocate(groupKey.length + label.length)
                .put(groupKey)
                .put(label)
                .array();
        return ByteBuffer.wrap(function.hash(password, salt(target, keyHash, lastDay)))
                        .getLong()
                >>> 4;
    }

    private static byte[] salt(Target target, byte[] keyHash, long lastDay) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            field(digest, keyHash);
            field(digest, target.workspace().getBytes(StandardCharsets.UTF_8));
            field(digest, CodeKeys.bytes(target.group()));
            field(digest, ByteBuffer.allocate(4).putInt(target.epoch()).array());
            field(digest, ByteBuffer.allocate(4).putInt((int) lastDay).array());
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void field(MessageDigest digest, byte[] bytes) {
        digest.update((byte) (bytes.length >>> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }
}
