package org.fairlead.rdp.auth;

/** Why a log-on is refused, with its NTSTATUS. */
public enum LogonFailure {
    WRONG_PASSWORD(0xC000006D),
    LOCKED_OUT(0xC0000234),
    NOT_ALLOWED(0xC000006E);

    private final int ntStatus;

    LogonFailure(int ntStatus) {
        this.ntStatus = ntStatus;
    }

    public int ntStatus() {
        return ntStatus;
    }
}
