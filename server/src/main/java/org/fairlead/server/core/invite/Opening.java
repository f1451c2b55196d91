package org.fairlead.server.core.invite;

import java.util.Optional;

/** What comes of showing an invitation's token. */
public sealed interface Opening {
    /** A phone may connect with it. */
    record Open(Invitation invitation) implements Opening {}

    /** No phone may connect with it; the invitation is empty when there is none with this token. */
    record Refused(Reason reason, Optional<Invitation> invitation) implements Opening {}

    /** Why a token does not admit; the sentence is for the one who connects the phone. */
    enum Reason {
        UNKNOWN("invitation-unknown", "the link is not known here, ask for a new one"),
        EXPIRED("invitation-expired", "the link has expired, ask for a new one"),
        USED("invitation-used", "the link was used already, ask for another one for this phone"),
        REVOKED("invitation-revoked", "the link was withdrawn, ask for a new one");

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
