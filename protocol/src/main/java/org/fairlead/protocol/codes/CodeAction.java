package org.fairlead.protocol.codes;

import java.util.Optional;

/** What a user asks an administrator to allow; the number travels in the request code. */
public enum CodeAction {
    CONNECTION(1),
    RESET(2),
    CERTIFICATE(3);

    private final int number;

    CodeAction(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static Optional<CodeAction> of(int number) {
        for (CodeAction action : values()) {
            if (action.number == number) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
