package org.fairlead.protocol.codes;

import java.util.Optional;

/**
 * The code that a device shows: {@code version 2 | epoch 2 | device number 22 | action 5 | nonce 17 | MAC 16} bits as 24
 * digits, {@code 053300-121563-541463-103441}.
 *
 * @param epoch lowest two bits of the secret's epoch
 * @param deviceNumber of the device in its workspace
 * @param action number of the action, see {@link CodeAction}
 * @param nonce random, 17 bits
 * @param mac first 16 bits of the request's MAC
 */
public record RequestCode(int version, int epoch, int deviceNumber, int action, int nonce, int mac) {
    public static final int VERSION = 0;
    public static final int MAX_EPOCH = 3;
    public static final int MAX_DEVICE_NUMBER = (1 << 22) - 1;
    public static final int MAX_NONCE = (1 << 17) - 1;
    private static final int MAX_ACTION = 31;

    public RequestCode {
        if (!within(version, 3)
                || !within(epoch, MAX_EPOCH)
                || !within(deviceNumber, MAX_DEVICE_NUMBER)
                || !within(action, MAX_ACTION)
                || !within(nonce, MAX_NONCE)
                || !within(mac, 0xFFFF)) {
            throw new IllegalArgumentException("a field of the request code is out of its range");
        }
    }

    private static boolean within(int value, int max) {
        return value >= 0 && value <= max;
    }

    /** Makes the request of a device that holds this secret. */
    public static RequestCode make(byte[] secret, CodeContext context, int deviceNumber) {
        return new RequestCode(
                VERSION,
                context.epoch(),
                deviceNumber,
                context.action().number(),
                context.nonce(),
                context.requestMac(secret));
    }

    /** Whether this request was made with this secret in this context; takes the same time for every MAC. */
    public boolean genuine(byte[] secret, CodeContext context) {
        return CodeKeys.same(mac, context.requestMac(secret))
                & context.nonce() == nonce
                & context.epoch() == epoch
                & context.action().number() == action;
    }

    public Optional<CodeAction> knownAction() {
        return CodeAction.of(action);
    }

    /** Reads what was typed; an unknown version or action is {@link CodeReading.Unknown}. */
    public static CodeReading<RequestCode> parse(String text) {
        return CodeReading.of(text, CodeText.LONG_GROUPS, (groups, bits) -> {
            RequestCode code = ofBits(bits);
            if (code.version != VERSION) {
                return new CodeReading.Unknown<>(groups, "the code is of version " + code.version);
            }
            if (code.knownAction().isEmpty()) {
                return new CodeReading.Unknown<>(groups, "the code asks for action " + code.action);
            }
            return new CodeReading.Read<>(groups, code);
        });
    }

    static RequestCode ofBits(long bits) {
        return new RequestCode(
                (int) (bits >>> 62),
                (int) (bits >>> 60) & MAX_EPOCH,
                (int) (bits >>> 38) & MAX_DEVICE_NUMBER,
                (int) (bits >>> 33) & MAX_ACTION,
                (int) (bits >>> 16) & MAX_NONCE,
                (int) bits & 0xFFFF);
    }

    long bits() {
        return (long) version << 62
                | (long) epoch << 60
                | (long) deviceNumber << 38
                | (long) action << 33
                | (long) nonce << 16
                | mac;
    }

    /** Four groups of six digits with dashes. */
    public String text() {
        return CodeText.print(bits(), CodeText.LONG_GROUPS);
    }
}
