package org.fairlead.rdp;

import java.util.List;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Rect;

/** What a session tells the program that embeds it. */
public sealed interface SessionEvent {
    /** After the output so far is sent, TLS begins; everything from now on goes through it. */
    record StartTls() implements SessionEvent {}

    /** Somebody wants in by network level authentication: answer with {@link RdpSession#authenticate}. */
    record AuthenticationNeeded(String user, String domain) implements SessionEvent {}

    /**
     * Somebody wants in with a password under TLS only: answer with {@link RdpSession#decide} and wipe the password.
     *
     * @param password empty when the client sent none
     */
    record PasswordOffered(String user, String domain, char[] password) implements SessionEvent {
        @Override
        public String toString() {
            return "PasswordOffered[" + domain + "\\" + user + "]";
        }
    }

    /** The client proved its password; the connection goes on. */
    record Authenticated(String user) implements SessionEvent {}

    /** The client proved wrong; the session closes. */
    record AuthenticationFailed(String user) implements SessionEvent {}

    /** The client asks to take up an earlier session: check with {@link AutoReconnect}. */
    record Reconnects(int logonId, byte[] verifier) implements SessionEvent {}

    /**
     * Pictures may be sent from now on, all of it anew; comes again after each change of size or path.
     *
     * @param epoch number of this activation
     */
    record Activated(int epoch, GraphicsPath path, int width, int height) implements SessionEvent {}

    /** A cookie was given with which the client may reconnect. */
    record ReconnectCookieSent(int logonId, byte[] random) implements SessionEvent {}

    record Input(InputEvent input) implements SessionEvent {}

    /** The client's window is hidden, or shown again (then all must be drawn anew). */
    record OutputSuppressed(boolean suppressed) implements SessionEvent {}

    /** These parts shall be drawn anew. */
    record RefreshRequested(List<Rect> areas) implements SessionEvent {}

    /**
     * The client has shown a frame.
     *
     * @param latencyNanos since it was sent, -1 when unknown
     * @param queueDepth bytes that the client has still to decode, 0 when unknown
     */
    record FrameAcknowledged(int frameId, long latencyNanos, long queueDepth) implements SessionEvent {}

    /** The line's round trip as the client answered it. */
    record RoundTrip(long nanos) implements SessionEvent {}

    /** What the line carries, as the client counted it. */
    record Bandwidth(long bytesPerSecond) implements SessionEvent {}

    /** Nothing more comes; close the connection after the output so far is sent. */
    record Closed(CloseReason reason) implements SessionEvent {}
}
