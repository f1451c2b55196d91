package org.fairlead.protocol.codes;

/**
 * The answer to a request code: {@code option 4 | MAC 44} bits as 18 digits, {@code 133094-698412-681473}.
 *
 * @param option 0 for "do it once"; other values are for later use and refused today
 * @param mac first 44 bits of the confirmation's MAC
 */
public record ConfirmationCode(int option, long mac) {
    public static final int DO_IT_ONCE = 0;
    private static final long MAX_MAC = (1L << 44) - 1;

    public ConfirmationCode {
        if (option < 0 || option > 15 || mac < 0 || mac > MAX_MAC) {
            throw new IllegalArgumentException("a field of the confirmation code is out of its range");
        }
    }

    /** Makes the answer to the request of this context. */
    public static ConfirmationCode make(byte[] secret, CodeContext context, int option) {
        return new ConfirmationCode(option, context.confirmationMac(secret, option));
    }

    /** Whether this answers the request of this context with "do it once"; takes the same time for every MAC. */
    public boolean confirms(byte[] secret, CodeContext context) {
        return matches(secret, context) & option == DO_IT_ONCE;
    }

    /** Whether the MAC is right for the option that the code carries. */
    public boolean matches(byte[] secret, CodeContext context) {
        return CodeKeys.same(mac, context.confirmationMac(secret, option));
    }

    public static CodeReading<ConfirmationCode> parse(String text) {
        return CodeReading.of(
                text,
                CodeText.SHORT_GROUPS,
                (groups, bits) ->
                        new CodeReading.Read<>(groups, new ConfirmationCode((int) (bits >>> 44), bits & MAX_MAC)));
    }

    /** Three groups of six digits with dashes. */
    public String text() {
        return CodeText.print((long) option << 44 | mac, CodeText.SHORT_GROUPS);
    }
}
