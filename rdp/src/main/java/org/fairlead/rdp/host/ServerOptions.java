package org.fairlead.rdp.host;

import java.net.InetAddress;
import java.time.Duration;
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
 * @param reconnectWithin how long after its line broke a client may go on with its session by its cookie; zero: never
 * @param maxSessions sessions at a time; one more is told so and ended
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
        Duration reconnectWithin,
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
        return new ServerOptions(
                loopback, 0, "rdp", identity, true, width, height, true, true, Duration.ZERO, 8, encoders);
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
                reconnectWithin,
                maxSessions,
                encoders);
    }

    public ServerOptions withNetworkLevelRequired(boolean required) {
        return with(required, pipelineAllowed, surfaceCommandsAllowed, reconnectWithin, maxSessions);
    }

    public ServerOptions withPaths(boolean pipeline, boolean surfaceCommands) {
        return with(networkLevelRequired, pipeline, surfaceCommands, reconnectWithin, maxSessions);
    }

    /** Lets clients go on with their session after their line broke; see {@link RdpConnection#resumes}. */
    public ServerOptions withReconnectWithin(Duration patience) {
        return with(networkLevelRequired, pipelineAllowed, surfaceCommandsAllowed, patience, maxSessions);
    }

    public ServerOptions withMaxSessions(int most) {
        return with(networkLevelRequired, pipelineAllowed, surfaceCommandsAllowed, reconnectWithin, most);
    }

    private ServerOptions with(
            boolean networkLevel, boolean pipeline, boolean surfaceCommands, Duration patience, int most) {
        return new ServerOptions(
                bind,
                port,
                computerName,
                identity,
                networkLevel,
                width,
                height,
                pipeline,
                surfaceCommands,
                patience,
                most,
                encoders);
    }
}
