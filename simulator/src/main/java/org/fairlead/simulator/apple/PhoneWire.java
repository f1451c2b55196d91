package org.fairlead.simulator.apple;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection over TLS without a thread of its own, from an address and a name of its own, so that thousands of phones
 * fit into one process and neither share a TLS session nor a limit by address. One thread at a time.
 */
final class PhoneWire implements PhoneWeb, AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int MAX_BODY = 4 << 20;

    private final SSLContext tls;
    private final InetSocketAddress server;
    private final InetAddress own;
    private String name;
    private @Nullable SSLSocket socket;
    private @Nullable InputStream in;

    PhoneWire(SSLContext tls, URI server, int number) throws IOException {
        this.tls = tls;
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
        this.own = InetAddress.getByAddress(
                new byte[] {127, (byte) (1 + number / 64_000), (byte) (number / 250 % 256), (byte) (1 + number % 250)});
        this.name = "phone-" + number;
    }

    /** What came back. */
    record Answer(int status, byte[] body) {}

    /** The next connection knows nothing of earlier ones. */
    void forgetSession() {
        name = name + "x";
    }

    @Override
    public byte[] get(String url) throws IOException {
        return ok(send("GET", url, Map.of(), new byte[0]));
    }

    @Override
    public byte[] post(String url, String type, byte[] body) throws IOException {
        return ok(send("POST", url, Map.of("Content-Type", type), body));
    }

    private static byte[] ok(Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new IOException(
                    "status " + answer.status() + ": " + new String(answer.body(), StandardCharsets.UTF_8).strip());
        }
        return answer.body();
    }

    /** Sends over the open connection; opens one when there is none or it has been closed for idling. */
    Answer send(String method, String url, Map<String, String> headers, byte[] body) throws IOException {
        URI uri = URI.create(url);
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(uri.getRawPath())
                .append(uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                .append(" HTTP/1.1\r\nHost: ")
                .append(uri.getAuthority())
                .append("\r\nUser-Agent: MDM/1.0\r\nAccept: */*\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        headers.forEach(
                (key, value) -> head.append(key).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        boolean reused = socket != null;
        try {
            return exchange(whole);
        } catch (IOException e) {
            close();
            if (!reused) {
                throw e;
            }
            return exchange(whole);
        }
    }

    private Answer exchange(byte[] request) throws IOException {
        SSLSocket open = socket;
        if (open == null) {
            open = connect();
        }
        OutputStream out = open.getOutputStream();
        out.write(request);
        out.flush();
        InputStream from = java.util.Objects.requireNonNull(in);
        int status = Integer.parseInt(line(from).split(" ")[1]);
        int length = 0;
        boolean last = false;
        for (String line = line(from); !line.isEmpty(); line = line(from)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("the answer has no length");
            } else if (lower.equals("connection: close")) {
                last = true;
            }
        }
        if (length > MAX_BODY) {
            throw new IOException("the answer is larger than " + MAX_BODY + " bytes");
        }
        byte[] body = from.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer ended too early");
        }
        if (last) {
            close();
        }
        return new Answer(status, body);
    }

    private SSLSocket connect() throws IOException {
        Socket plain = new Socket();
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(PATIENCE_MILLIS);
        plain.bind(new InetSocketAddress(own, 0));
        plain.connect(server, PATIENCE_MILLIS);
        SSLSocket open = (SSLSocket) tls.getSocketFactory().createSocket(plain, name, server.getPort(), true);
        open.startHandshake();
        socket = open;
        in = new BufferedInputStream(open.getInputStream());
        return open;
    }

    private static String line(InputStream from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = from.read(); c != '\n'; c = from.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        SSLSocket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                System.getLogger(PhoneWire.class.getName()).log(System.Logger.Level.DEBUG, "closing a connection", e);
            }
        }
    }
}
