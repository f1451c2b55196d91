package org.fairlead.server.core.token;

import java.util.UUID;

/** What came of showing an enrolment token. */
public sealed interface Redemption {
    /** The device may enrol into the group; one use is counted. */
    record Admitted(UUID token, String name, UUID group) implements Redemption {}

    /** The device may not enrol with this token. */
    record Refused(Reason reason) implements Redemption {}

    /** Why a token does not admit; the sentence is for the one who enrols. */
    enum Reason {
        UNKNOWN("enrolment-token-unknown", "the enrolment token is not known here, copy it again from the console"),
        EXPIRED("enrolment-token-expired", "the enrolment token has expired, ask for a new one"),
        USED_UP("enrolment-token-used-up", "the enrolment token has no uses left, ask for a new one"),
        REVOKED("enrolment-token-revoked", "the enrolment token was revoked, ask for a new one");

        private final String code;
        private final String detail;

        Reason(String code, String detail) {
            this.code = code;
            this.detail = detail;
        }

        /** A short stable word for programs. */
        public String code() {
            return code;
        }

        public String detail() {
            return detail;
        }
    }
}
