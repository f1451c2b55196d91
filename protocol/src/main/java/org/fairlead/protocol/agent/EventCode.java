package org.fairlead.protocol.agent;

/** Codes of the events that devices send; levels and texts are the server's. */
public final class EventCode {
    public static final String STARTED = "D01.started";
    public static final String SHUT_DOWN = "D01.shut-down";
    public static final String RESTARTED = "D01.restarted";
    public static final String ENROLLED = "D02.enrolled";
    public static final String SERVER_CHANGED = "D02.server-changed";
    public static final String POLICY_APPLIED = "D03.policy-applied";
    public static final String POLICY_FAILED = "D03.policy-failed";
    public static final String CONNECTION_LOST = "D04.connection-lost";
    public static final String CONNECTION_RESTORED = "D04.connection-restored";
    public static final String CERTIFICATE_ADDED = "D05.certificate-added";
    public static final String CERTIFICATE_REPLACED = "D05.certificate-replaced";
    public static final String CERTIFICATE_EXPIRES = "D06.certificate-expires";
    public static final String CERTIFICATE_EXPIRED = "D06.certificate-expired";
    public static final String PIN_MISMATCH = "D07.pin-mismatch";
    public static final String RESET_REQUESTED = "D08.reset-requested";
    public static final String RESET_DONE = "D08.reset-done";
    public static final String CODE_WRONG = "D09.code-wrong";
    public static final String CODE_ATTEMPTS_EXHAUSTED = "D09.attempts-exhausted";
    public static final String SESSION_STARTED = "D10.session-started";
    public static final String SESSION_ENDED = "D10.session-ended";
    public static final String SESSION_FAILED = "D10.session-failed";
    public static final String REMOTE_CERTIFICATE_ACCEPTED = "D11.remote-certificate-accepted";
    public static final String REMOTE_CERTIFICATE_REJECTED = "D11.remote-certificate-rejected";
    public static final String REMOTE_REQUESTED = "D12.remote-requested";
    public static final String REMOTE_ALLOWED = "D12.remote-allowed";
    public static final String REMOTE_AUTO_ACCEPTED = "D12.remote-auto-accepted";
    public static final String REMOTE_DENIED = "D12.remote-denied";
    public static final String REMOTE_ENDED = "D12.remote-ended";
    public static final String SCREEN_REQUESTED = "D13.screen-requested";
    public static final String SCREEN_ALLOWED = "D13.screen-allowed";
    public static final String SCREEN_DENIED = "D13.screen-denied";
    public static final String REMOTE_LOGIN_FAILED = "D14.login-failed";
    public static final String REMOTE_SOURCE_BLOCKED = "D14.source-blocked";
    public static final String UPDATE_AVAILABLE = "D15.update-available";
    public static final String UPDATE_INSTALLED = "D15.update-installed";
    public static final String UPDATE_FAILED = "D15.update-failed";
    public static final String UPDATE_ROLLED_BACK = "D15.update-rolled-back";
    public static final String LOG_FORWARDED = "D16.log-forwarded";
    public static final String LOG_FORWARDING_FAILED = "D16.log-forwarding-failed";
    public static final String USB_ATTACHED = "D17.usb-attached";
    public static final String USB_REFUSED = "D17.usb-refused";
    public static final String STORAGE_LIMIT = "D18.storage-limit";
    public static final String NAME_CHANGED = "D19.name-changed";
    public static final String ADMIN_DEACTIVATED = "D21.admin-deactivated";
    public static final String RENEWAL_FAILED = "D21.renewal-failed";
    public static final String CLOCK_DIFFERS = "D20.clock-differs";

    private EventCode() {}
}
