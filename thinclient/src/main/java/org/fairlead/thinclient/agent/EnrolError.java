package org.fairlead.thinclient.agent;

/** Enrolment did not succeed; the code says why and is one of the server's or {@code unreachable}, {@code pin}. */
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
}
