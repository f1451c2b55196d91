package org.fairlead.rdp.auth;

import java.util.Arrays;

/** MD4 (RFC 1320), which the JDK no longer has; NTLM needs it for the password's hash. */
final class Md4 {
    private static final int[] SHIFTS = {3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15};
    private static final int[] ORDER_3 = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};

    private Md4() {}

    static byte[] digest(byte[] message) {
        int blocks = (message.length + 8) / 64 + 1;
        byte[] padded = Arrays.copyOf(message, blocks * 64);
        padded[message.length] = (byte) 0x80;
        long bits = message.length * 8L;
        for (int i = 0; i < 8; i++) padded[padded.length - 8 + i] = (byte) (bits >> 8 * i);
        int[] state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
        int[] words = new int[16];
        for (int block = 0; block < blocks; block++) {
            for (int i = 0; i < 16; i++) words[i] = little(padded, block * 64 + i * 4);
            compress(state, words);
        }
        Arrays.fill(padded, (byte) 0);
        Arrays.fill(words, 0);
        byte[] result = new byte[16];
        for (int i = 0; i < 16; i++) result[i] = (byte) (state[i / 4] >> 8 * (i % 4));
        return result;
    }

    private static void compress(int[] state, int[] words) {
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int step = 0; step < 48; step++) {
            int round = step / 16;
            int i = step % 16;
            int mixed = switch (round) {
                case 0 -> (b & c | ~b & d) + words[i];
                case 1 -> (b & c | b & d | c & d) + words[i % 4 * 4 + i / 4] + 0x5A827999;
                default -> (b ^ c ^ d) + words[ORDER_3[i]] + 0x6ED9EBA1;
            };
            int next = Integer.rotateLeft(a + mixed, SHIFTS[round * 4 + i % 4]);
            a = d;
            d = c;
            c = b;
            b = next;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }

    private static int little(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }
}
