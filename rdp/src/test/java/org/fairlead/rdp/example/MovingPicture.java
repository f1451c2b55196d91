package org.fairlead.rdp.example;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.*;
import org.fairlead.rdp.*;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.host.*;
import org.fairlead.rdp.picture.*;

/** A square that follows nobody: xfreerdp /v:127.0.0.1:3390 /u:demo /p:moving /cert:ignore. */
public class MovingPicture implements RdpHandler {
    public static void main(String... args) throws Exception {
        ServerOptions options = ServerOptions.of(TlsIdentity.generate("example", Instant.now()), 640, 480);
        RdpServer server = RdpServer.start(options.listen(InetAddress.getLoopbackAddress(), 3390), new MovingPicture());
        System.out.println("listening on 127.0.0.1:" + server.port());
        Thread.currentThread().join();
    }

    public List<NtHash> credentials(String user, String domain, InetAddress from) {
        return user.equals("demo") ? List.of(NtHash.of("moving".toCharArray())) : List.of();
    }

    public void connected(RdpConnection connection) {
        connection.logOn();
        connection.show(new Square());
    }

    public void input(RdpConnection connection, InputEvent event) {
        System.out.println(event);
    }

    public void closed(RdpConnection connection, CloseReason reason) {}

    static class Square implements ScreenSource {
        final int[] pixels = new int[640 * 480];
        final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Rect last = new Rect(0, 0, 640, 480);

        public void start(Runnable changed) {
            timer.scheduleAtFixedRate(changed, 0, 33, TimeUnit.MILLISECONDS);
        }

        public Shot shoot() {
            int x = (int) (System.nanoTime() / 10_000_000 % 540);
            for (int i = 0; i < pixels.length; i++)
                pixels[i] = i % 640 >= x && i % 640 < x + 100 && i / 640 / 100 == 2 ? 0xFFFFFF : 0x204080;
            Rect square = new Rect(x, 200, 100, 100);
            Shot shot = new Shot(Frame.of(640, 480, pixels), List.of(last, square));
            last = square;
            return shot;
        }

        public void close() {
            timer.shutdownNow();
        }
    }
}
