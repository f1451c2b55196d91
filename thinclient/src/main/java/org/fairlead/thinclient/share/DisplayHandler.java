package org.fairlead.thinclient.share;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.host.RdpConnection;
import org.fairlead.rdp.host.RdpHandler;
import org.fairlead.thinclient.x11.DisplayException;
import org.fairlead.thinclient.x11.Politeness;
import org.fairlead.thinclient.x11.RemoteInput;
import org.fairlead.thinclient.x11.XScreenSource;

/** Lets one user see and use a display, as often as he connects. */
final class DisplayHandler implements RdpHandler {
    private static final Logger LOG = System.getLogger(DisplayHandler.class.getName());

    private final String display;
    private final String user;
    private final NtHash password;
    private final Map<RdpConnection, RemoteInput> inputs = new ConcurrentHashMap<>();

    DisplayHandler(String display, String user, NtHash password) {
        this.display = display;
        this.user = user;
        this.password = password;
    }

    @Override
    public List<NtHash> credentials(String name, String domain, InetAddress from) {
        return name.equalsIgnoreCase(user) ? List.of(password.copy()) : List.of();
    }

    @Override
    public void connected(RdpConnection connection) {
        try {
            inputs.put(connection, RemoteInput.open(display));
            connection.logOn();
            connection.show(new XScreenSource(display));
        } catch (DisplayException e) {
            LOG.log(Level.WARNING, e.getMessage());
            connection.close(ErrorInfo.GRAPHICS_SUBSYSTEM_FAILED);
        }
    }

    @Override
    public void input(RdpConnection connection, InputEvent event) {
        RemoteInput input = inputs.get(connection);
        if (input == null) return;
        try {
            input.play(event);
        } catch (DisplayException e) {
            connection.close(ErrorInfo.GRAPHICS_SUBSYSTEM_FAILED);
        }
    }

    @Override
    public void closed(RdpConnection connection, CloseReason reason) {
        RemoteInput input = inputs.remove(connection);
        if (input != null) input.close();
        Politeness.returnMemory();
    }
}
