package org.fairlead.server.core.device;

import java.security.SecureRandom;

/** Makes device IDs: eight characters that cannot be mistaken for one another, without I, L, O and U. */
public final class DeviceNames {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();

    private DeviceNames() {}

    public static String newId() {
        StringBuilder id = new StringBuilder(8);
        for (int i = 0; i < 8; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
