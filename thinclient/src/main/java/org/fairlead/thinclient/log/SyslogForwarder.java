package org.fairlead.thinclient.log;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Sends logs as RFC 5424 messages over TLS with octet counting (RFC 5425). */
public final class SyslogForwarder {
    private static final int FACILITY_LOCAL0 = 16;
    private static final int FACILITY_AUDIT = 13;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MAX_MESSAGE = 8192;

    /** One message before it is framed. */
    public record Message(Instant at, EventLog.Severity severity, boolean audit, String component, String text) {}

    private final String hostname;

    public SyslogForwarder(String hostname) {
        this.hostname = header(hostname, 255);
    }

    /** Sends all messages over one connection; returns when the last has been handed to the network. */
    public void send(String host, int port, X509TrustManager trust, List<Message> messages) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, new SecureRandom());
            try (Socket plain = new Socket()) {
                plain.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
                plain.setSoTimeout(TIMEOUT_MILLIS);
                try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
                    socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                    socket.startHandshake();
                    OutputStream out = socket.getOutputStream();
                    for (Message message : messages) {
                        out.write(frame(message));
                    }
                    out.flush();
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    byte[] frame(Message message) {
        int facility = message.audit() ? FACILITY_AUDIT : FACILITY_LOCAL0;
        int severity = switch (message.severity()) {
            case DEBUG -> 7;
            case INFO -> 6;
            case WARNING -> 4;
            case ERROR -> 3;
        };
        String text = message.text().replace('\n', ' ').replace('\r', ' ');
        String line = "<" + (facility * 8 + severity) + ">1 "
                + message.at().truncatedTo(ChronoUnit.MILLIS) + " " + hostname + " fairlead - "
                + header(message.component(), 32) + " - \uFEFF" + text;
        byte[] body = line.getBytes(StandardCharsets.UTF_8);
        if (body.length > MAX_MESSAGE) {
            body = new String(body, 0, MAX_MESSAGE - 4, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        }
        byte[] length = (body.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + body.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(body, 0, frame, length.length, body.length);
        return frame;
    }

    private static String header(String text, int max) {
        String ascii = text.replaceAll("[^!-~]", "-");
        return ascii.isEmpty() ? "-" : ascii.substring(0, Math.min(max, ascii.length()));
    }
}
