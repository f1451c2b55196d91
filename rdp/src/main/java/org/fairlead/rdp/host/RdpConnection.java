package org.fairlead.rdp.host;

import java.net.InetAddress;
import org.fairlead.rdp.ErrorInfo;

/** One connected and authenticated client; every method may be called from any thread and does not block. */
public interface RdpConnection {
    String user();

    InetAddress address();

    /** The name of the client's machine as it says. */
    String clientName();

    /** Shows this instead of what was shown; the connection closes it when it is done with it. */
    void show(ScreenSource source);

    /** The user behind the screen let the client in. */
    void logOn();

    /** Moves the client's pointer. */
    void pointerPosition(int x, int y);

    /** Tells the lock lights, bits as in {@link org.fairlead.rdp.InputEvent.Synchronize}. */
    void keyboardIndicators(int locks);

    /** Ends the connection and tells the client why. */
    void close(ErrorInfo reason);
}
