package org.fairlead.server.api;

import org.fairlead.server.core.access.SignedIn;
import org.jspecify.annotations.Nullable;

/** Finds out who calls from what the request carries. */
public interface Authenticator {
    /**
     * The session behind a cookie's value, or null when there is none any more.
     *
     * @param active whether a person did this, so that the session's idle time starts anew
     */
    @Nullable
    SignedIn session(String secret, String address, boolean active);

    /** The token behind an Authorization header, or null when it is unknown, expired or revoked. */
    @Nullable
    SignedIn token(String secret, String address);
}
