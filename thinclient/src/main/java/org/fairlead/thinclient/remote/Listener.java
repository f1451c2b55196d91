package org.fairlead.thinclient.remote;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.fairlead.rdp.host.LoginGuard;
import org.fairlead.rdp.host.RdpHandler;
import org.fairlead.rdp.host.RdpServer;
import org.fairlead.rdp.host.ServerOptions;
import org.fairlead.rdp.host.TlsIdentity;
import org.fairlead.thinclient.x11.Politeness;
import org.jspecify.annotations.Nullable;

/** The port that administrators connect to; one thread uses it. Its TLS key stays the same, so that clients know it again. */
public final class Listener {
    private final Path identityFile;
    private final InetAddress bind;
    private final boolean anyPort;
    private final InstantSource clock;
    private final LoginGuard guard = new LoginGuard();
    private @Nullable TlsIdentity identity;
    private @Nullable RdpServer server;
    private int wantedPort;
    private boolean networkLevel;
    private boolean rehearsed;

    /** With anyPort another port does when the wanted one is taken. */
    public Listener(Path identityFile, InetAddress bind, boolean anyPort, InstantSource clock) {
        this.identityFile = identityFile;
        this.bind = bind;
        this.anyPort = anyPort;
        this.clock = clock;
    }

    /** Listens; who is connected stays so unless the port or the way of authentication changes. */
    void open(int port, boolean requireNetworkLevel, Screens.Size size, RdpHandler handler) throws IOException {
        if (server != null && wantedPort == port && networkLevel == requireNetworkLevel) {
            return;
        }
        close();
        TlsIdentity own = identity();
        try {
            server = start(port, requireNetworkLevel, own, size, handler);
        } catch (BindException e) {
            if (!anyPort) {
                throw new IOException("port " + port + " is taken or not allowed: " + e.getMessage(), e);
            }
            server = start(0, requireNetworkLevel, own, size, handler);
        }
        wantedPort = port;
        networkLevel = requireNetworkLevel;
    }

    private RdpServer start(
            int port, boolean requireNetworkLevel, TlsIdentity own, Screens.Size size, RdpHandler handler)
            throws IOException {
        ServerOptions options = ServerOptions.of(own, size.width(), size.height())
                .listen(bind, port)
                .withNetworkLevelRequired(requireNetworkLevel)
                .withReconnectWithin(RemoteManagement.RETURN);
        return RdpServer.start(options, handler, guard);
    }

    private TlsIdentity identity() throws IOException {
        TlsIdentity known = identity;
        if (known != null) {
            return known;
        }
        try {
            TlsIdentity loaded = TlsIdentity.load(identityFile, "thin-client", clock.instant());
            identity = loaded;
            return loaded;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key for remote management cannot be used: " + e.getMessage(), e);
        }
    }

    void close() {
        RdpServer open = server;
        server = null;
        if (open != null) {
            open.close();
        }
    }

    /** Has the encoders compiled while the first administrator waits for the user; does nothing the second time. */
    void rehearse() {
        RdpServer open = server;
        if (open == null || rehearsed) {
            return;
        }
        rehearsed = true;
        Thread.ofPlatform().name("rdp-rehearsal").daemon().start(() -> {
            Politeness.yieldToUser();
            open.rehearse();
        });
    }

    /** 0 while it is closed. */
    int port() {
        RdpServer open = server;
        return open == null ? 0 : open.port();
    }

    List<String> addresses(List<String> ofDevice) {
        return bind.isAnyLocalAddress() ? ofDevice : List.of(bind.getHostAddress());
    }

    String fingerprint() {
        TlsIdentity known = identity;
        return known == null
                ? ""
                : known.fingerprint().replaceAll("[^0-9A-Fa-f]", "").toLowerCase(Locale.ROOT);
    }
}
