package org.fairlead.server.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.fairlead.protocol.agent.Codec;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** An agent as plain as it gets: one TLS socket and hand-made WebSocket frames, to send what no library would. */
final class TestAgent implements AutoCloseable {
    static final int TEXT = 0x81;
    static final int TEXT_NOT_FINAL = 0x01;
    static final int CONTINUATION_FINAL = 0x80;
    static final int CLOSE = 0x88;

    record Frame(int opcode, byte[] payload) {
        int closeCode() {
            return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private TestAgent(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static SSLContext context(@Nullable KeyPair key, List<X509Certificate> chain, X509Certificate serverAuthority)
            throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (key != null) {
            own.setKeyEntry("own", key.getPrivate(), new char[0], chain.toArray(new X509Certificate[0]));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", serverAuthority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    static TestAgent tls(SSLContext context, int port, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        socket.startHandshake();
        return new TestAgent(socket);
    }

    /** By TLS 1.2 with this cipher suite alone. */
    static TestAgent tls12(SSLContext context, int port, String suite) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(new String[] {suite});
        socket.startHandshake();
        return new TestAgent(socket);
    }

    static TestAgent tcp(int port) throws IOException {
        return new TestAgent(new Socket("127.0.0.1", port));
    }

    static TestAgent connect(SSLContext context, int port) throws IOException {
        TestAgent agent = tls(context, port);
        String status = agent.upgrade("/agent/v1");
        if (!status.contains(" 101 ")) {
            throw new IOException(status);
        }
        return agent;
    }

    /** The status line of the answer. */
    String upgrade(String path) throws IOException {
        bytes(("GET " + path + " HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return httpHead();
    }

    String httpHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.substring(0, head.indexOf("\r\n"));
    }

    void bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void frame(int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        bytes(frame.toByteArray());
    }

    void text(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(Up message) throws IOException {
        text(Codec.print(message));
    }

    void hello() throws IOException {
        send(new Up.Hello(
                1,
                "boot",
                "",
                0,
                new Up.DeviceInfo("host", "model", "serial", "os", "1", List.of(), java.util.Map.of())));
    }

    Frame frame() throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Frame(first & 0x0f, in.readNBytes((int) length));
    }

    Down receive() throws IOException {
        Frame frame = frame();
        if (frame.opcode() != 1) {
            throw new IOException(
                    "frame " + frame.opcode() + " " + new String(frame.payload(), StandardCharsets.UTF_8));
        }
        return Codec.down(new String(frame.payload(), StandardCharsets.UTF_8));
    }

    /** Reads to the close frame and gives its code. */
    int closeCode() throws IOException {
        Frame frame = frame();
        while (frame.opcode() != 8) {
            frame = frame();
        }
        return frame.closeCode();
    }

    /** Whether the other side ends the connection, by end of stream or reset. */
    boolean isCut() {
        try {
            while (in.read() >= 0) {}
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
