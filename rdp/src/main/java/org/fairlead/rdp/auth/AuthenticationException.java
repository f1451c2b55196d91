package org.fairlead.rdp.auth;

/** The client did not prove who it is; the NTSTATUS goes into TSRequest.errorCode (MS-CSSP 2.2.1). */
public final class AuthenticationException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int ntStatus;

    public AuthenticationException(LogonFailure failure, String message) {
        super(message);
        this.ntStatus = failure.ntStatus();
    }

    public int ntStatus() {
        return ntStatus;
    }
}
