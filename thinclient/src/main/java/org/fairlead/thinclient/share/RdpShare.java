package org.fairlead.thinclient.share;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.host.RdpServer;
import org.fairlead.rdp.host.ServerOptions;
import org.fairlead.rdp.host.TlsIdentity;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.thinclient.x11.DisplayLife;
import org.fairlead.thinclient.x11.Politeness;
import org.fairlead.thinclient.x11.ScreenCapture;

/** The program {@code fairlead rdp-share}: shares a display until it is told to stop or the display goes. */
public final class RdpShare {
    private RdpShare() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            System.out.print(ShareOptions.USAGE);
            return 0;
        }
        ShareOptions options;
        try {
            options = ShareOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("rdp-share: " + e.getMessage());
            System.err.print(ShareOptions.USAGE);
            return 2;
        }
        try (NtHash password = password(options.passwordFile())) {
            return share(options, password);
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("rdp-share: " + e.getMessage());
            return 1;
        }
    }

    private static int share(ShareOptions options, NtHash password) throws IOException, GeneralSecurityException {
        Frame screen;
        try (ScreenCapture capture = ScreenCapture.open(options.display())) {
            screen = capture.frame();
        }
        Instant now = Instant.now();
        TlsIdentity identity = options.identity().isPresent()
                ? TlsIdentity.load(options.identity().get(), "rdp", now)
                : TlsIdentity.generate("rdp", now);
        var handler = new DisplayHandler(options.display(), options.user(), password);
        ServerOptions how = ServerOptions.of(identity, screen.width(), screen.height())
                .listen(InetAddress.getByName(options.bind()), options.port())
                .withNetworkLevelRequired(options.networkLevel())
                .withReconnectWithin(Duration.ofSeconds(60));
        try (RdpServer server = RdpServer.start(how, handler)) {
            System.out.println("Sharing display " + options.display() + " at " + options.bind() + ":" + server.port()
                    + " with whoever knows the password of " + options.user() + ". Nobody is asked for consent.");
            System.out.println("Certificate SHA-256 " + identity.fingerprint());
            Thread.ofPlatform().name("rdp-rehearsal").daemon().start(() -> {
                Politeness.yieldToUser();
                server.rehearse();
                Politeness.returnMemory();
            });
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "rdp-share-end"));
            var ended = new CompletableFuture<String>();
            try (var life = DisplayLife.watch(options.display(), ended::complete)) {
                System.err.println("rdp-share: " + ended.join());
                return 1;
            }
        }
    }

    /** The password is the file's first line. */
    private static NtHash password(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        CharBuffer chars = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        int length = 0;
        while (length < chars.length() && chars.charAt(length) != '\n' && chars.charAt(length) != '\r') length++;
        if (length == 0) throw new IOException("the password file " + file + " is empty");
        char[] password = new char[length];
        chars.get(password);
        try {
            return NtHash.of(password);
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(chars.array(), '\0');
        }
    }
}
