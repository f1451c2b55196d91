package org.fairlead.rdp;

/** Reasons that the client shows to its user (MS-RDPBCGR 2.2.5.1.1). */
public enum ErrorInfo {
    NONE(0),
    /** An administrator's tool ended the session. */
    RPC_INITIATED_DISCONNECT(0x1),
    IDLE_TIMEOUT(0x3),
    LOGON_TIMEOUT(0x4),
    /** Somebody else took over. */
    DISCONNECTED_BY_OTHER_CONNECTION(0x5),
    OUT_OF_MEMORY(0x6),
    /** The server's user refused, or did not answer. */
    SERVER_DENIED_CONNECTION(0x7),
    /** The password was wrong or missing. */
    SERVER_FRESH_CREDENTIALS_REQUIRED(0xA),
    /** The server's user ended the session. */
    RPC_INITIATED_DISCONNECT_BY_USER(0xB),
    LOGOFF_BY_USER(0xC),
    /** The shared display is gone. */
    GRAPHICS_SUBSYSTEM_FAILED(0x112F);

    private final int code;

    ErrorInfo(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
