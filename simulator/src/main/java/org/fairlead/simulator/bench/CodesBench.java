package org.fairlead.simulator.bench;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntConsumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.GroupCode;
import org.fairlead.protocol.codes.RequestCode;

/**
 * Measures offline codes on one thread: what the server and the device compute for a code, beside one-time passwords of
 * RFC 6238 with the same HMAC, and the memory-hard step beside scrypt with the same memory. The argument is the number of
 * codes of each measurement.
 */
public final class CodesBench {
    private static final int WARM_UP = 20_000;
    private static final int HARD_TIMES = 9;
    private static final int SCRYPT_COST = 1 << 16;
    private static final int SCRYPT_BLOCK = 8;
    private static final UUID DEVICE = UUID.fromString("0f2e9a6c-7d5b-4a57-9c39-1f5f6f0a2b11");

    private final byte[] secret = new byte[32];
    private final byte[] keyHash = new byte[32];
    private final int count;
    private int kept;

    private CodesBench(int count) {
        this.count = count;
        Random random = new Random(1);
        random.nextBytes(secret);
        random.nextBytes(keyHash);
    }

    public static void main(String[] arguments) {
        new CodesBench(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000).run();
    }

    private void run() {
        String[] requests = new String[1024];
        String[] answers = new String[1024];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = RequestCode.make(secret, context(i), 4242).text();
            answers[i] = ConfirmationCode.make(secret, context(i), 0).text();
        }
        System.out.println("| one thread | a second | microseconds each |");
        System.out.println("|---|---|---|");
        quick(
                "device makes a request code",
                i -> keep(RequestCode.make(secret, context(i), 4242).text().length()));
        quick("server reads, verifies and answers it", i -> answer(requests[i & 1023]));
        quick("device reads and verifies the answer", i -> verify(answers[i & 1023], i & 1023));
        quick("server: the same for a certificate, key derived, two server keys tried", this::certificate);
        quick("peer: one-time password of RFC 6238 with HMAC-SHA256, made", i -> keep(oneTimePassword(i)));
        quick(
                "peer: the same verified with one step of tolerance",
                i -> keep(oneTimePassword(i - 1) + oneTimePassword(i) + oneTimePassword(i + 1)));
        System.out.println();
        System.out.println("| memory-hard step, 64 MiB, one thread | median ms | fastest ms |");
        System.out.println("|---|---|---|");
        hard("code for a whole group: Argon2id, 3 passes", this::groupCode);
        hard(
                "peer: scrypt, N = 65536, r = 8",
                () -> keep(SCrypt.generate(secret, keyHash, SCRYPT_COST, SCRYPT_BLOCK, 1, 32)[0]));
        if (kept == Integer.MIN_VALUE) {
            System.out.println();
        }
    }

    private static CodeContext context(int nonce) {
        return CodeContext.device("acme", DEVICE, CodeAction.RESET, nonce & RequestCode.MAX_NONCE, 1);
    }

    private void answer(String text) {
        if (!(RequestCode.parse(text) instanceof CodeReading.Read<RequestCode> read)) {
            throw new IllegalStateException(text);
        }
        CodeContext context = context(read.code().nonce());
        if (!read.code().genuine(secret, context)) {
            throw new IllegalStateException("not genuine");
        }
        keep(ConfirmationCode.make(secret, context, 0).text().length());
    }

    private void verify(String text, int nonce) {
        if (!(ConfirmationCode.parse(text) instanceof CodeReading.Read<ConfirmationCode> read)
                || !read.code().confirms(secret, context(nonce))) {
            throw new IllegalStateException("not confirmed");
        }
    }

    private void certificate(int i) {
        byte[] key = CodeKeys.certificateKey(secret, DEVICE, i & RequestCode.MAX_DEVICE_NUMBER);
        CodeContext current = CodeContext.certificate("acme", secret, i & RequestCode.MAX_NONCE, 1);
        CodeContext next = CodeContext.certificate("acme", keyHash, i & RequestCode.MAX_NONCE, 1);
        RequestCode request = RequestCode.make(key, next, 1);
        keep(request.genuine(key, current) ? 1 : 0);
        keep(request.genuine(key, next) ? 1 : 0);
        keep(ConfirmationCode.make(key, next, 0).text().length());
    }

    private int oneTimePassword(int step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int offset = hash[hash.length - 1] & 15;
            return (ByteBuffer.wrap(hash).getInt(offset) & 0x7FFFFFFF) % 1_000_000;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void groupCode() {
        GroupCode.MemoryHard argon2 = (password, salt) -> {
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
        };
        keep(GroupCode.make(argon2, secret, new GroupCode.Target("acme", DEVICE, 1), keyHash, 20_780)
                .dayClass());
    }

    private void quick(String name, IntConsumer work) {
        for (int i = 0; i < WARM_UP; i++) {
            work.accept(i);
        }
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            work.accept(i);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(
                String.format(Locale.ROOT, "| %s | %,.0f | %.2f |", name, count / seconds, seconds / count * 1e6));
    }

    private static void hard(String name, Runnable work) {
        work.run();
        work.run();
        double[] millis = new double[HARD_TIMES];
        for (int i = 0; i < HARD_TIMES; i++) {
            long start = System.nanoTime();
            work.run();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        java.util.Arrays.sort(millis);
        System.out.println(String.format(Locale.ROOT, "| %s | %.0f | %.0f |", name, millis[HARD_TIMES / 2], millis[0]));
    }

    private void keep(int value) {
        kept += value;
    }
}
