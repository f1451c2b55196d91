package org.fairlead.thinclient.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.host.RdpConnection;
import org.fairlead.rdp.host.RdpHandler;
import org.fairlead.rdp.host.RdpServer;
import org.fairlead.rdp.host.ServerOptions;
import org.fairlead.rdp.host.TlsIdentity;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.x11.VirtualDisplay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real client accepts, and what it does not, with the certificates that the device trusts. */
class ClientTrustTest {
    private static final String PASSWORD = "office work";
    /** The client itself has ended the connection, because nobody trusts the certificate. */
    private static final int NOT_TRUSTED = 143;
    /** A certificate that has nothing to do with the computers here. */
    private static X509Certificate other;

    @TempDir
    static Path folder;

    private static X509Certificate authority;
    private static VirtualDisplay display;

    @BeforeAll
    static void makeAuthority() throws Exception {
        other = TlsIdentity.generate("other", Instant.now()).certificate();
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 9 -subj /CN=OfficeCA"
                + " -addext basicConstraints=critical,CA:TRUE");
        authority = Pem.certificates(Files.readString(folder.resolve("ca.pem"))).getFirst();
        display = new VirtualDisplay(320, 200, 24);
    }

    @AfterAll
    static void end() {
        display.close();
    }

    private static void openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** A key store with a key whose certificate the authority has signed for this name. */
    private static Path signed(String name) throws Exception {
        openssl("req -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name + ".csr -subj /CN=" + name);
        Files.writeString(
                folder.resolve(name + ".ext"), "subjectAltName=DNS:" + name + "\nextendedKeyUsage=serverAuth\n");
        openssl("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 9 -out " + name
                + ".pem -extfile " + name + ".ext");
        openssl("pkcs12 -export -inkey " + name + ".key -in " + name + ".pem -name rdp -passout pass:rdp -out " + name
                + ".p12");
        return folder.resolve(name + ".p12");
    }

    /** Lets in whoever knows the password, and ends the connection then. */
    private static final class Desk implements RdpHandler {
        @Override
        public List<NtHash> credentials(String user, String domain, InetAddress from) {
            return List.of(NtHash.of(PASSWORD.toCharArray()));
        }

        @Override
        public void connected(RdpConnection connection) {
            connection.logOn();
            connection.close(ErrorInfo.RPC_INITIATED_DISCONNECT_BY_USER);
        }

        @Override
        public void input(RdpConnection connection, InputEvent event) {}

        @Override
        public void closed(RdpConnection connection, CloseReason reason) {}
    }

    private static RdpServer desk(TlsIdentity identity) throws IOException {
        return RdpServer.start(ServerOptions.of(identity, 320, 200), new Desk());
    }

    private static int connect(ClientTrust trust, List<String> way) throws Exception {
        return connect(trust.argument(), trust.environment(), way);
    }

    private static int connect(String certificates, Map<String, String> environment, List<String> way)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of("xfreerdp", "/u:ann", "/from-stdin", "/sec:nla", "/size:320x200"));
        command.addAll(way);
        command.add(certificates);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("client.log").toFile());
        builder.environment().put("DISPLAY", display.name);
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        Process client = builder.start();
        client.getOutputStream().write((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().close();
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return client.exitValue();
    }

    private static int connect(RdpServer desk, String host, X509Certificate first, X509Certificate... trusted)
            throws Exception {
        try (ClientTrust trust = ClientTrust.of(first, List.of(trusted))) {
            return connect(trust, List.of("/v:" + host + ":" + desk.port()));
        }
    }

    @Test
    void theFirstComputerIsTheOneThatWasLookedAtAndNoOther() throws Exception {
        TlsIdentity own = TlsIdentity.generate("desk", Instant.now());
        try (RdpServer desk = desk(own)) {
            assertThat(connect(desk, "127.0.0.1", own.certificate())).isEqualTo(11);
            assertThat(connect(desk, "127.0.0.1", other)).isEqualTo(NOT_TRUSTED);
        }
    }

    @Test
    void aFurtherComputerIsAcceptedByItsPinOrByAnAuthorityThatNamesIt() throws Exception {
        TlsIdentity self = TlsIdentity.generate("farm-1", Instant.now());
        TlsIdentity named = TlsIdentity.load(signed("localhost"), "", Instant.now());
        try (RdpServer pinned = desk(self);
                RdpServer signed = desk(named)) {
            assertThat(connect(pinned, "127.0.0.1", other, self.certificate())).isEqualTo(11);
            assertThat(connect(signed, "localhost", other, authority)).isEqualTo(11);
            assertThat(connect(signed, "127.0.0.1", other, authority)).isEqualTo(NOT_TRUSTED);
            assertThat(connect(signed, "localhost", other)).isEqualTo(NOT_TRUSTED);
        }
    }

    @Test
    void whatTheClientHasAcceptedBeforeDoesNotCount() throws Exception {
        TlsIdentity own = TlsIdentity.generate("desk", Instant.now());
        try (RdpServer desk = desk(own)) {
            List<String> way = List.of("/v:127.0.0.1:" + desk.port());
            assertThat(connect("/cert:tofu", Map.of(), way)).isEqualTo(11);
            assertThat(connect("/cert:deny", Map.of(), way)).isEqualTo(11);
            try (ClientTrust trust = ClientTrust.of(other, List.of())) {
                assertThat(connect(trust, way)).isEqualTo(NOT_TRUSTED);
            }
        }
    }

    @Test
    void theFolderOfASessionIsReadableByItsOwnerOnlyAndGoneAfterIt() throws Exception {
        Path place;
        try (ClientTrust trust = ClientTrust.of(other, List.of(authority))) {
            place = Path.of(trust.environment().get("XDG_CONFIG_HOME"));
            assertThat(Files.getPosixFilePermissions(place)).hasSize(3);
            assertThat(Path.of(trust.environment().get("SSL_CERT_FILE")))
                    .content()
                    .contains("BEGIN CERTIFICATE");
            Files.createDirectories(place.resolve("freerdp/certs"));
        }
        assertThat(place).doesNotExist();
    }

    @Test
    void aGatewayIsAskedForThePasswordOnlyWhenItsCertificateIsTrusted() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(signed("gateway"))) {
            store.load(in, "rdp".toCharArray());
        }
        X509Certificate gatewayCertificate = (X509Certificate) store.getCertificate("rdp");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, "rdp".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        try (SSLServerSocket gateway = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            List<String> requests = new java.util.concurrent.CopyOnWriteArrayList<>();
            Thread.ofVirtual().start(() -> gateway(gateway, requests));
            Map<String, Object> connection = Map.of(
                    "server", "desk.invalid", "gateway", "127.0.0.1", "gatewayPort", (long) gateway.getLocalPort());
            assertThat(SessionTrust.firstHost(new java.util.HashMap<>(connection)))
                    .isEqualTo("127.0.0.1");
            assertThat(RdpCertificate.ofGateway("127.0.0.1", gateway.getLocalPort())[0])
                    .isEqualTo(gatewayCertificate);
            List<String> way = List.of("/v:desk.invalid", "/g:127.0.0.1:" + gateway.getLocalPort());
            try (ClientTrust trust = ClientTrust.of(other, List.of())) {
                assertThat(connect(trust, way)).isNotZero();
            }
            assertThat(requests).isEmpty();
            try (ClientTrust trust = ClientTrust.of(gatewayCertificate, List.of())) {
                assertThat(connect(trust, way)).isNotZero();
            }
            assertThat(requests).isNotEmpty();
            assertThat(requests.getFirst()).startsWith("RDG_OUT_DATA /remoteDesktopGateway/");
        }
    }

    /** Takes the first line that is said after TLS, and hangs up. */
    private static void gateway(SSLServerSocket listening, List<String> requests) {
        while (!listening.isClosed()) {
            try (SSLSocket client = (SSLSocket) listening.accept()) {
                StringBuilder line = new StringBuilder();
                for (int c = client.getInputStream().read();
                        c >= 0 && c != '\n';
                        c = client.getInputStream().read()) {
                    line.append((char) c);
                }
                if (!line.isEmpty()) {
                    requests.add(line.toString());
                }
            } catch (SSLException e) {
                continue; // it did not trust the gateway
            } catch (IOException e) {
                return;
            }
        }
    }
}
