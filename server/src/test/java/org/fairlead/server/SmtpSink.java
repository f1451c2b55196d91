package org.fairlead.server;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server for tests that speaks SMTP (RFC 5321), keeps what it takes and refuses whom it is told to. */
public final class SmtpSink implements AutoCloseable {
    private final ServerSocket server;
    private final List<MimeMessage> mails = new CopyOnWriteArrayList<>();
    /** For each mail that was sent, whether it came over TLS. */
    public final List<Boolean> encrypted = new CopyOnWriteArrayList<>();

    /** Connections that broke. */
    public final List<String> broken = new CopyOnWriteArrayList<>();

    /** The recipients of every try, taken or not. */
    public final List<String> tries = new CopyOnWriteArrayList<>();

    private final @Nullable SSLContext tls;
    private final boolean fromTheStart;
    private volatile UnaryOperator<String> recipients = recipient -> "250 ok";

    public SmtpSink() {
        this(null, false);
    }

    /** Offers STARTTLS, or speaks TLS from the start. */
    public SmtpSink(@Nullable SSLContext tls, boolean fromTheStart) {
        this.tls = tls;
        this.fromTheStart = fromTheStart;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::listen);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Decides the reply to each recipient, such as {@code 550 no such mailbox}. */
    public void answer(UnaryOperator<String> reply) {
        recipients = reply;
    }

    /** The mail to this address; the bound only ends a test that would hang. */
    public MimeMessage to(String address) {
        try {
            for (int i = 0; i < 300; i++) {
                for (MimeMessage mail : mails) {
                    if (mail.getAllRecipients()[0].toString().equals(address)) {
                        return mail;
                    }
                }
                Thread.sleep(100);
            }
            throw new AssertionError("no mail came to " + address);
        } catch (InterruptedException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> welcome(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void welcome(Socket plain) {
        try (plain) {
            Socket socket = fromTheStart ? encrypted(plain) : plain;
            say(socket, "220 sink");
            if (talk(socket) && tls != null) {
                talk(encrypted(plain));
            }
        } catch (IOException e) {
            broken.add(String.valueOf(e.getMessage()));
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket)
                Objects.requireNonNull(tls).getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    /** True when the client wants to go on with TLS. */
    private boolean talk(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.toUpperCase(java.util.Locale.ROOT);
            if (command.startsWith("RCPT TO:")) {
                String recipient = line.substring(8).replaceAll("[<>]| .*", "");
                tries.add(recipient);
                say(socket, recipients.apply(recipient));
            } else if (command.startsWith("EHLO") && tls != null && !(socket instanceof SSLSocket)) {
                say(socket, "250-sink\r\n250 STARTTLS");
            } else if (command.equals("STARTTLS") && tls != null) {
                say(socket, "220 go on");
                return true;
            } else if (command.equals("DATA")) {
                say(socket, "354 go on");
                encrypted.add(socket instanceof SSLSocket);
                mails.add(read(in));
                say(socket, "250 kept");
            } else if (command.equals("QUIT")) {
                say(socket, "221 bye");
                return false;
            } else {
                say(socket, "250 ok");
            }
        }
        return false;
    }

    private static MimeMessage read(BufferedReader in) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(mail.toString().getBytes(StandardCharsets.ISO_8859_1)));
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
