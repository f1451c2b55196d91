package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.auth.CredSspClient;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.auth.NtlmClient;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.Der;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server over real sockets and TLS, up to the end of the log-on. Whole sessions are tried with foreign clients. */
@Timeout(60)
class RdpServerTest implements RdpHandler {
    private static TlsIdentity identity;
    private final BlockingQueue<String> happenings = new LinkedBlockingQueue<>();
    private RdpServer server;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.generate("test", Instant.now());
    }

    @BeforeEach
    void start() throws IOException {
        server = RdpServer.start(ServerOptions.of(identity, 800, 600), this);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    public List<NtHash> credentials(String user, String domain, InetAddress from) {
        return user.equals("anna") ? List.of(NtHash.of("secret".toCharArray())) : List.of();
    }

    @Override
    public void connected(RdpConnection connection) {
        happenings.add("connected");
    }

    @Override
    public void input(RdpConnection connection, InputEvent event) {}

    @Override
    public void closed(RdpConnection connection, CloseReason reason) {
        happenings.add("closed");
    }

    @Override
    public void refused(String user, InetAddress from) {
        happenings.add("refused " + user);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static byte[] request(int protocols) {
        return new ByteWriter()
                .u8(3)
                .u8(0)
                .u16be(19)
                .u8(14)
                .u8(0xE0)
                .zeros(5)
                .u8(1)
                .u8(0)
                .u16(8)
                .u32(protocols)
                .toByteArray();
    }

    private static SSLSocket secure(Socket socket, String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager everybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        context.init(null, new TrustManager[] {everybody}, new SecureRandom());
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 0, true);
        if (protocols.length > 0) secure.setEnabledProtocols(protocols);
        secure.startHandshake();
        return secure;
    }

    private static byte[] tsRequest(InputStream in) throws Exception {
        byte[] buffer = new byte[65536];
        int have = 0;
        while (true) {
            int whole = Der.wholeLength(buffer, 0, have, buffer.length);
            if (whole >= 0 && have >= whole) return java.util.Arrays.copyOf(buffer, whole);
            int count = in.read(buffer, have, 1);
            if (count < 0) return new byte[0];
            have += count;
        }
    }

    /** The last TSRequest of the server: empty when the log-on went through. */
    private byte[] logOn(String user, String password) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request(2));
            assertThat(socket.getInputStream().readNBytes(19)[11]).isEqualTo((byte) 2);
            SSLSocket tls = secure(socket);
            OutputStream out = tls.getOutputStream();
            CredSspClient client = new CredSspClient(
                    new NtlmClient(user, "", password, true), CredSspClient.Wrap.RAW, 6, identity.publicKeyBits());
            out.write(client.first());
            out.write(client.next(tsRequest(tls.getInputStream())));
            byte[] answer = tsRequest(tls.getInputStream());
            try {
                out.write(client.next(answer));
                return new byte[0];
            } catch (org.fairlead.rdp.wire.ProtocolException e) {
                return answer;
            }
        }
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    @Test
    void theRightPasswordGoesThroughAndAWrongOneIsAnsweredWithLogonFailure() throws Exception {
        assertThat(logOn("anna", "secret")).isEmpty();
        assertThat(hex(logOn("anna", "wrong"))).endsWith("c000006d");
        assertThat(happenings.poll(10, TimeUnit.SECONDS)).isEqualTo("refused anna");
        assertThat(hex(logOn("nobody", "secret"))).endsWith("c000006d");
    }

    @Test
    void fiveWrongPasswordsLockTheAddressEvenForTheRightOne() throws Exception {
        for (int i = 0; i < 5; i++) assertThat(hex(logOn("anna", "wrong"))).endsWith("c000006d");
        assertThat(hex(logOn("anna", "secret"))).endsWith("c0000234");
    }

    @Test
    void theCertificateIsFitForClientsThatRememberIt(@TempDir Path folder) throws Exception {
        X509Certificate certificate = identity.certificate();
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withRSA");
        assertThat(certificate.getKeyUsage()).startsWith(true, false, true);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        Path file = folder.resolve("tls.p12");
        String fingerprint = TlsIdentity.load(file, "screen", Instant.now()).fingerprint();
        assertThat(TlsIdentity.load(file, "screen", Instant.now()).fingerprint())
                .isEqualTo(fingerprint);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void tlsIsOfVersion12Or13AndNothingElse() throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(request(2));
                socket.getInputStream().readNBytes(19);
                SSLSocket tls = secure(socket, version);
                assertThat(tls.getSession().getProtocol()).isEqualTo(version);
                assertThat(tls.getSession().getCipherSuite()).containsAnyOf("_GCM_", "CHACHA20");
            }
        }
    }

    @Test
    void clientsWithoutNetworkLevelAuthenticationAreToldWhy() throws Exception {
        for (int protocols : new int[] {0, 1}) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(request(protocols));
                byte[] answer = socket.getInputStream().readAllBytes();
                assertThat(hex(answer)).endsWith("0300080005000000");
            }
        }
    }

    @Test
    void aTrickleOfBytesBecomesARequest() throws Exception {
        try (Socket socket = connect()) {
            for (byte b : request(2)) {
                socket.getOutputStream().write(b);
                socket.getOutputStream().flush();
            }
            assertThat(socket.getInputStream().readNBytes(19)[15]).isEqualTo((byte) 2);
        }
    }

    @Test
    void noiseIsCutOff() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(cutOff(socket)).isTrue();
        }
    }

    private static boolean cutOff(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void eightHalfOpenConnectionsOfOneAddressAreHeldAndTheNinthIsNot() throws Exception {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < Antechamber.PER_ADDRESS; i++) held.add(connect());
            waitFor(() -> server.connections() == Antechamber.PER_ADDRESS);
            try (Socket ninth = connect()) {
                assertThat(cutOff(ninth)).isTrue();
            }
            held.removeLast().close();
            waitFor(() -> server.connections() == Antechamber.PER_ADDRESS - 1);
            try (Socket again = connect()) {
                again.getOutputStream().write(request(2));
                assertThat(again.getInputStream().readNBytes(19)).hasSize(19);
            }
        } finally {
            for (Socket socket : held) socket.close();
        }
    }

    @Test
    void abandonedConnectionsLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 40; i++) {
            try (Socket socket = connect()) {
                if (i % 4 > 0) socket.getOutputStream().write(request(2), 0, i % 4 == 1 ? 10 : 19);
                if (i % 4 == 3) {
                    socket.getInputStream().readNBytes(19);
                    secure(socket);
                }
            }
            waitFor(() -> server.connections() < Antechamber.PER_ADDRESS);
        }
        waitFor(() -> server.connections() == 0);
    }

    private static void waitFor(java.util.function.BooleanSupplier condition) throws InterruptedException {
        LiveServer.waitFor(condition);
    }

    @Test
    void closingTheServerEndsItsConnections() throws Exception {
        try (Socket socket = connect()) {
            waitFor(() -> server.connections() == 1);
            server.close();
            assertThat(cutOff(socket)).isTrue();
        }
    }
}
