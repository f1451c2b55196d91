package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.SocketClient;
import org.fairlead.rdp.auth.NtHash;

/** A running server for tests that lets anna in with secret, and what happens to it. */
final class LiveServer implements RdpHandler, AutoCloseable {
    final BlockingQueue<String> happenings = new LinkedBlockingQueue<>();
    final BlockingQueue<RdpConnection> connected = new LinkedBlockingQueue<>();
    private final java.util.Map<RdpConnection, Integer> numbers = new ConcurrentHashMap<>();
    private final TlsIdentity identity;
    final RdpServer server;

    LiveServer(ServerOptions options) throws IOException {
        identity = options.identity();
        server = RdpServer.start(options, this);
    }

    @Override
    public List<NtHash> credentials(String user, String domain, InetAddress from) {
        return user.equals("anna") ? List.of(NtHash.of("secret".toCharArray())) : List.of();
    }

    @Override
    public void connected(RdpConnection connection) {
        numbers.put(connection, numbers.size() + 1);
        RdpConnection earlier = connection.resumes();
        happenings.add(
                "connected " + numbers.get(connection) + (earlier == null ? "" : " resumes " + numbers.get(earlier)));
        connected.add(connection);
        connection.logOn();
    }

    @Override
    public void closed(RdpConnection connection, CloseReason reason) {
        happenings.add("closed " + numbers.get(connection) + " " + reason.kind());
    }

    @Override
    public void refused(String user, InetAddress from) {
        happenings.add("refused " + user);
    }

    void happens(String what) throws InterruptedException {
        assertThat(happenings.poll(20, TimeUnit.SECONDS)).isEqualTo(what);
    }

    SocketClient client(String from) throws IOException {
        return new SocketClient(InetAddress.getByName(from), server.port(), identity.publicKeyBits());
    }

    SocketClient session(byte... cookie) throws Exception {
        return SocketClient.active(
                InetAddress.getLoopbackAddress(), server.port(), identity.publicKeyBits(), "anna", "secret", cookie);
    }

    void end(ErrorInfo reason) throws InterruptedException {
        RdpConnection connection = connected.poll(20, TimeUnit.SECONDS);
        assertThat(connection).isNotNull();
        connection.close(reason);
    }

    static void waitFor(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            if (condition.getAsBoolean()) return;
            Thread.sleep(10);
        }
        fail("did not become true in 20 s");
    }

    @Override
    public void close() {
        server.close();
    }
}
