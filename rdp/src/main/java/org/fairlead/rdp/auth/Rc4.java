package org.fairlead.rdp.auth;

/** The RC4 key stream as NTLM uses it to seal messages; kept here because restricted JDK policies take it away. */
final class Rc4 {
    private final byte[] box = new byte[256];
    private int i;
    private int j;

    Rc4(byte[] key) {
        for (int k = 0; k < 256; k++) box[k] = (byte) k;
        int swap = 0;
        for (int k = 0; k < 256; k++) {
            swap = swap + box[k] + key[k % key.length] & 0xFF;
            byte held = box[k];
            box[k] = box[swap];
            box[swap] = held;
        }
    }

    byte[] apply(byte[] input) {
        byte[] output = new byte[input.length];
        for (int k = 0; k < input.length; k++) {
            i = i + 1 & 0xFF;
            j = j + box[i] & 0xFF;
            byte held = box[i];
            box[i] = box[j];
            box[j] = held;
            output[k] = (byte) (input[k] ^ box[box[i] + box[j] & 0xFF]);
        }
        return output;
    }
}
