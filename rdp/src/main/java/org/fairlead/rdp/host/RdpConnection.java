package org.fairlead.rdp.host;

import java.net.InetAddress;
import java.time.Duration;
import org.fairlead.rdp.ErrorInfo;
import org.jspecify.annotations.Nullable;

/** One connected and authenticated client; every method may be called from any thread and does not block. */
public interface RdpConnection {
    String user();

    InetAddress address();

    /** The name of the client's machine as it says. */
    String clientName();

    /**
     * The earlier connection of the same user that this one goes on with after its line broke; null for a new one. The
     * earlier one is closed by now, and its {@link RdpHandler#closed} has returned.
     */
    @Nullable
    RdpConnection resumes();

    /** How long the line takes there and back as last measured; zero while that is not known. */
    Duration roundTrip();

    /** Shows this instead of what was shown; the connection closes it when it is done with it. */
    void show(ScreenSource source);

    /** The user behind the screen let the client in. */
    void logOn();

    /** Moves the client's pointer. */
    void pointerPosition(int x, int y);

    /** Tells the lock lights, bits as in {@link org.fairlead.rdp.InputEvent.Synchronize}. */
    void keyboardIndicators(int locks);

    /** Ends the connection and tells the client why; a client whose line broke cannot come back any more. */
    void close(ErrorInfo reason);
}
