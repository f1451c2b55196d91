package org.fairlead.android.core.enrol;

/**
 * Enrolment did not succeed. The code is one of the server's, or of the agent's own: {@code link} (not a link),
 * {@code unreachable}, {@code pin}, {@code owned} (another system owns the phone), {@code enrolled}.
 */
public final class EnrolError extends Exception {
    private static final long serialVersionUID = 1L;
    private final String code;

    public EnrolError(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** The message, never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
