package org.fairlead.rdp.host;

import java.net.InetAddress;
import org.fairlead.rdp.codec.screen.Encoders;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.PictureEncoder;

/**
 * How an {@link RdpServer} listens and what it offers.
 *
 * @param port 0: any free one
 * @param computerName shown to anybody who asks; keep it neutral
 * @param networkLevelRequired whether clients without network level authentication are refused
 * @param width of the screen before the first {@link RdpConnection#show}
 * @param height of the screen before the first {@link RdpConnection#show}
 * @param maxSessions authenticated connections at a time
 */
public record ServerOptions(
        InetAddress bind,
        int port,
        String computerName,
        TlsIdentity identity,
        boolean networkLevelRequired,
        int width,
        int height,
        boolean pipelineAllowed,
        boolean surfaceCommandsAllowed,
        boolean autoReconnect,
        int maxSessions,
        EncoderFactory encoders) {
    /** Makes the encoder of one activation. */
    @FunctionalInterface
    public interface EncoderFactory {
        PictureEncoder create(GraphicsPath path, int width, int height);
    }

    /** What most programs want: any free port on the loopback address, network level authentication, all paths. */
    public static ServerOptions of(TlsIdentity identity, int width, int height) {
        EncoderFactory encoders = (path, w, h) -> Encoders.of(path, w, h, EncoderThread::run);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new ServerOptions(loopback, 0, "rdp", identity, true, width, height, true, true, false, 8, encoders);
    }

    public ServerOptions listen(InetAddress address, int onPort) {
        return new ServerOptions(
                address,
                onPort,
                computerName,
                identity,
                networkLevelRequired,
                width,
                height,
                pipelineAllowed,
                surfaceCommandsAllowed,
                autoReconnect,
                maxSessions,
                encoders);
    }

    public ServerOptions withNetworkLevelRequired(boolean required) {
        return new ServerOptions(
                bind,
                port,
                computerName,
                identity,
                required,
                width,
                height,
                pipelineAllowed,
                surfaceCommandsAllowed,
                autoReconnect,
                maxSessions,
                encoders);
    }

    public ServerOptions withPaths(boolean pipeline, boolean surfaceCommands) {
        return new ServerOptions(
                bind,
                port,
                computerName,
                identity,
                networkLevelRequired,
                width,
                height,
                pipeline,
                surfaceCommands,
                autoReconnect,
                maxSessions,
                encoders);
    }
}
