package org.fairlead.rdp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.fairlead.rdp.auth.CredSspClient;
import org.fairlead.rdp.auth.NtlmClient;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.ProtocolException;

/** The synthetic client over a real socket and TLS, step by step, so that it can stop at each of them. */
public final class SocketClient extends SyntheticClient implements AutoCloseable {
    private static final SSLContext TLS = trusting();
    private final Socket socket;
    private final byte[] publicKey;
    private SSLSocket tls;

    /** Connects from an address of this machine. */
    public SocketClient(InetAddress from, int port, byte[] publicKey) throws IOException {
        super(settings(false));
        this.publicKey = publicKey;
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(from, 0));
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    public Socket socket() {
        return socket;
    }

    @Override
    void send(byte[] bytes) {
        try {
            (tls == null ? socket : tls).getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new AssertionError("the server closed the line", e);
        }
    }

    /** Reads until the server sent such a message. */
    @Override
    FromServer last(String kind) {
        while (messages.stream().noneMatch(m -> m.kind().equals(kind)) && pull()) {}
        return super.last(kind);
    }

    /** One message; false when the line is closed. */
    private boolean pull() {
        try {
            InputStream in = (tls == null ? socket : tls).getInputStream();
            int first = in.read();
            if (first < 0) return false;
            int second = in.read();
            int length = first == 3 ? 4 : 2;
            byte[] head = Arrays.copyOf(new byte[] {(byte) first, (byte) second}, 4);
            if (first == 3) {
                head[2] = (byte) in.read();
                head[3] = (byte) in.read();
                length = (head[2] & 0xFF) << 8 | head[3] & 0xFF;
                take(join(Arrays.copyOf(head, 4), in.readNBytes(length - 4)));
                return true;
            }
            int used = 2;
            length = second;
            if (second >= 0x80) {
                head[2] = (byte) in.read();
                length = (second & 0x7F) << 8 | head[2] & 0xFF;
                used = 3;
            }
            take(join(Arrays.copyOf(head, used), in.readNBytes(length - used)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] join(byte[] a, byte[] b) {
        return new ByteWriter(a.length + b.length).bytes(a).bytes(b).toByteArray();
    }

    /** Reads until the server closes the line, at most so long as its last words need. */
    public void readToTheEnd() {
        while (pull()) {}
    }

    /** The Error Info codes that came. */
    public List<Integer> errorInfos() {
        List<Integer> codes = new ArrayList<>();
        for (byte[] body : shareData(0x2F)) codes.add(body[0] & 0xFF | (body[1] & 0xFF) << 8);
        return codes;
    }

    /** How many Save Session Info messages came. */
    public int logOnInfos() {
        return shareData(0x26).size();
    }

    public void negotiate(int protocols) {
        request("", protocols);
        last("confirm");
    }

    private static SSLContext trusting() {
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
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {everybody}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public void secure() throws IOException {
        SSLSocket secure = (SSLSocket) TLS.getSocketFactory().createSocket(socket, "localhost", 0, true);
        secure.startHandshake();
        tls = secure;
    }

    /** Network level authentication: so many messages of the client, three are all. */
    public void logOnOverTheLine(String user, String password, int steps) throws IOException, ProtocolException {
        var client = new CredSspClient(new NtlmClient(user, "", password, true), CredSspClient.Wrap.RAW, 6, publicKey);
        byte[] message = client.first();
        for (int i = 0; i < steps; i++) {
            send(message);
            if (i < 2) message = client.next(tsRequest(tls.getInputStream()));
        }
    }

    private static byte[] tsRequest(InputStream in) throws IOException, ProtocolException {
        byte[] buffer = new byte[65536];
        int have = 0;
        while (true) {
            int whole = Der.wholeLength(buffer, 0, have, buffer.length);
            if (whole >= 0 && have >= whole) return Arrays.copyOf(buffer, whole);
            int count = in.read(buffer, have, 1);
            if (count < 0) throw new IOException("the server closed the line");
            have += count;
        }
    }

    /** MCS Connect Initial and its answer. */
    public void connectOverTheLine() {
        send(connectInitial());
        last("connect-response");
    }

    /** From MCS Connect Initial, unless that is done, to the joined channels. */
    public void joinChannels() {
        connect();
    }

    /** The start of a long message, byte by byte, until the server has enough of it. */
    public void trickle() throws InterruptedException {
        byte[] start = {0x30, (byte) 0x82, 0x7F, (byte) 0xFF};
        for (int i = 0; i < 300; i++) {
            try {
                tls.getOutputStream().write(i < start.length ? start[i] : 0);
            } catch (IOException e) {
                return;
            }
            Thread.sleep(100);
        }
    }

    /** Whether the server still holds the line. */
    public boolean isOpen() throws IOException {
        socket.setSoTimeout(200);
        try {
            while (tls.getInputStream().read() >= 0) {}
            return false;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        }
    }

    public void tellWho(String user, String password, byte[] cookie) {
        clientInfo(user, password, cookie);
    }

    /** To the font map, or to the end when the server has none for it. */
    public void confirm() {
        confirmActive(fullSets());
        finalizeConnection();
        while (shareData(0x28).isEmpty() && pull()) {}
    }

    /** The whole way in by network level authentication, to the font map. */
    public static SocketClient active(
            InetAddress from, int port, byte[] publicKey, String user, String password, byte[] cookie)
            throws Exception {
        SocketClient client = new SocketClient(from, port, publicKey);
        client.negotiate(2);
        client.secure();
        client.logOnOverTheLine(user, password, 3);
        client.joinChannels();
        client.tellWho(user, "", cookie);
        client.confirm();
        return client;
    }

    /** The auto-reconnect cookie that the server gave, as the client brings it back (ARC_CS_PRIVATE_PACKET). */
    public byte[] cookie() throws ProtocolException {
        while (shareData(0x26).size() < 2) if (!pull()) throw new AssertionError("no cookie came");
        ByteReader in = new ByteReader(shareData(0x26).getLast());
        in.skip(4 + 2 + 4 + 4 + 4 + 4);
        int logonId = in.i32();
        byte[] secret = in.bytes(16);
        return new ByteWriter(28)
                .u32(28)
                .u32(1)
                .u32(logonId)
                .bytes(AutoReconnect.verifier(secret))
                .toByteArray();
    }

    /** Ends the line without a word to the server: a reset. */
    public void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Ends the line by a clean FIN and nothing else, as a program does that just exits. */
    public void hangUp() throws IOException {
        socket.shutdownOutput();
        readToTheEnd();
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
