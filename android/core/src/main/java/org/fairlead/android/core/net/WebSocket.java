package org.fairlead.android.core.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;

/**
 * The client's side of a WebSocket (RFC 6455) for text messages. {@link #read} blocks and belongs to one reading
 * thread; {@link #send} and {@link #close} may be called from any other.
 */
public final class WebSocket implements AutoCloseable {
    /** Longest message that is taken, in bytes. */
    public static final int MAX_MESSAGE = 4 << 20;

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_HEADER = 16 * 1024;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final SecureRandom random = new SecureRandom();

    private WebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 8192));
        this.out = socket.getOutputStream();
    }

    /** Connects by this version of TLS and shakes hands. */
    public static WebSocket open(SSLSocketFactory factory, String tls, String host, int port, String path)
            throws IOException {
        Socket socket = Tls.connect(factory, tls, host, port);
        try {
            WebSocket opened = new WebSocket(socket);
            opened.upgrade(host, port, path);
            socket.setSoTimeout(0);
            return opened;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void upgrade(String host, int port, String path) throws IOException {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + name + ":" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key
                + "\r\nSec-WebSocket-Version: 13\r\n\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String header = header();
        String[] lines = header.split("\r\n");
        if (!lines[0].startsWith("HTTP/1.1 101")) {
            throw new IOException("the server answered " + (lines[0].length() > 100 ? "oddly" : lines[0]));
        }
        String expected = accept(key);
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0
                    && line.substring(0, colon).trim().toLowerCase(Locale.ROOT).equals("sec-websocket-accept")
                    && line.substring(colon + 1).trim().equals(expected)) {
                return;
            }
        }
        throw new IOException("the server does not speak WebSocket");
    }

    private String header() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int state = 0;
        while (state < 4) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            bytes.write(next);
            state = next == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : next == '\r' ? 1 : 0;
            if (bytes.size() > MAX_HEADER) {
                throw new IOException("the server's answer is too long");
            }
        }
        return bytes.toString("US-ASCII");
    }

    static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next text message; an exception with the reason when the connection has ended. */
    public String read() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            if ((second & 0x80) != 0 || length < 0 || length + message.size() > MAX_MESSAGE) {
                throw new IOException("the server broke the WebSocket protocol");
            }
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            int opcode = first & 0x0f;
            if (opcode == PING) {
                frame(PONG, payload);
            } else if (opcode == CLOSE) {
                throw new IOException(closing(payload));
            } else if (opcode <= TEXT) {
                message.write(payload, 0, payload.length);
                if ((first & 0x80) != 0) {
                    return message.toString("UTF-8");
                }
            } else if (opcode != PONG) {
                throw new IOException("the server sent a message of an unknown kind");
            }
        }
    }

    private static String closing(byte[] payload) {
        if (payload.length < 2) {
            return "closed by the server";
        }
        int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        String reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        return reason.isEmpty() ? "closed by the server (" + code + ")" : reason;
    }

    public void send(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void frame(int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
        bytes.write(0x80 | opcode);
        if (payload.length < 126) {
            bytes.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            bytes.write(0x80 | 126);
            bytes.write(payload.length >> 8);
            bytes.write(payload.length);
        } else {
            bytes.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                bytes.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        bytes.write(mask, 0, 4);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ mask[i % 4]);
        }
        out.write(bytes.toByteArray());
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }
}
