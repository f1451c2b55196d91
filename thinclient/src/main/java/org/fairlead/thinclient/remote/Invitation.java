package org.fairlead.thinclient.remote;

import java.util.List;

/**
 * How one administrator reaches a device without a server, for its user to pass on.
 *
 * @param until milliseconds of {@link RemoteManagement#now}; nobody who comes later is let in
 */
public record Invitation(List<String> addresses, int port, String user, String password, long until) {
    /** So long somebody may come. */
    public static final long MILLIS = 15 * 60_000L;
}
