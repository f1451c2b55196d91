package org.fairlead.android.core.device;

/** The phone does not do what was asked; the message says why, in lower case and for people. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    public Refusal(String reason) {
        super(reason);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
