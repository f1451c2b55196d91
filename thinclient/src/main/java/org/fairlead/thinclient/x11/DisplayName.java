package org.fairlead.thinclient.x11;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A display by its name, as in DISPLAY: {@code [host]:number[.screen]}. */
record DisplayName(String host, int number) {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9.\\-]*):([0-9]{1,5})(\\.[0-9]+)?");
    private static final String COOKIE = "MIT-MAGIC-COOKIE-1";

    static DisplayName parse(String name) throws DisplayException {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) throw new DisplayException("\"" + name + "\" is not a display: write it as :0");
        String host = matcher.group(1);
        return new DisplayName(host.equals("unix") ? "" : host, Integer.parseInt(matcher.group(2)));
    }

    SocketAddress address() {
        return host.isEmpty()
                ? UnixDomainSocketAddress.of("/tmp/.X11-unix/X" + number)
                : new InetSocketAddress(host, 6000 + number);
    }

    boolean isLocal() {
        return host.isEmpty();
    }

    /** The cookie for this display, or nothing when there is none. */
    byte[] cookie() throws IOException {
        Path file = authorityFile();
        return file == null || !Files.isReadable(file) ? new byte[0] : cookie(Files.readAllBytes(file));
    }

    private static @Nullable Path authorityFile() {
        String named = System.getenv("XAUTHORITY");
        if (named != null && !named.isEmpty()) return Path.of(named);
        String home = System.getProperty("user.home");
        return home == null ? null : Path.of(home, ".Xauthority");
    }

    byte[] cookie(byte[] authority) {
        ByteBuffer in = ByteBuffer.wrap(authority);
        while (in.remaining() >= 10) {
            in.getShort();
            if (counted(in) == null) break;
            byte[] display = counted(in);
            byte[] name = counted(in);
            byte[] data = counted(in);
            if (display == null || name == null || data == null) break;
            String which = new String(display, StandardCharsets.US_ASCII);
            if ((which.isEmpty() || which.equals(Integer.toString(number)))
                    && new String(name, StandardCharsets.US_ASCII).equals(COOKIE)) return data;
        }
        return new byte[0];
    }

    private static byte @Nullable [] counted(ByteBuffer in) {
        if (in.remaining() < 2) return null;
        int length = in.getShort() & 0xFFFF;
        if (in.remaining() < length) return null;
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return host + ":" + number;
    }
}
