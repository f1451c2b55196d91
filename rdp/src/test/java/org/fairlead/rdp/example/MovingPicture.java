package org.fairlead.rdp.example;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.*;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.host.*;
import org.fairlead.rdp.picture.Frame;

/** A square on its way, on port 3390 for the user demo with the password moving. */
public class MovingPicture implements RdpHandler, ScreenSource {
    final int[] pixels = new int[640 * 480];
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    public static void main(String... args) throws Exception {
        var options = ServerOptions.of(TlsIdentity.generate("example", Instant.now()), 640, 480);
        RdpServer.start(options.listen(InetAddress.getLoopbackAddress(), 3390), new MovingPicture());
        System.out.println("listening on 127.0.0.1:3390");
        Thread.currentThread().join();
    }

    public List<NtHash> credentials(String user, String domain, InetAddress from) {
        return user.equals("demo") ? List.of(NtHash.of("moving".toCharArray())) : List.of();
    }

    public void connected(RdpConnection connection) {
        connection.logOn();
        connection.show(new MovingPicture());
    }

    public void start(Runnable changed) {
        timer.scheduleAtFixedRate(changed, 0, 33, TimeUnit.MILLISECONDS);
    }

    public Shot shoot() {
        int left = (int) (System.nanoTime() / 10_000_000 % 540);
        for (int i = 0; i < pixels.length; i++)
            pixels[i] = i / 64_000 == 2 && i % 640 >= left && i % 640 < left + 100 ? 0xFFFFFF : 0x204080;
        Frame frame = Frame.of(640, 480, pixels);
        return new Shot(frame, List.of(frame.bounds()));
    }

    public void close() {
        timer.shutdownNow();
    }
}
