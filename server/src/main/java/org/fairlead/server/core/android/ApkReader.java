package org.fairlead.server.core.android;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads what is worth knowing of an APK: names and versions from its manifest, the signing certificate from its signature. */
final class ApkReader {
    private static final byte[] MAGIC = "APK Sig Block 42".getBytes(StandardCharsets.US_ASCII);
    private static final int END_OF_ZIP = 0x06054b50;
    private static final int MAX_COMMENT = 0xffff;
    private static final int V2 = 0x7109871a;
    private static final int V3 = 0xf05368c0;
    private static final long MAX_BLOCK = 1 << 20;
    private static final int MAX_MANIFEST = 1 << 20;
    private static final int STRINGS = 0x0001;
    private static final int START_ELEMENT = 0x0102;
    private static final int UTF8 = 0x100;
    private static final int TYPE_STRING = 0x03;

    private ApkReader() {}

    static AgentApk read(Path file, boolean own) throws IOException {
        try {
            Map<String, String> manifest = manifest(file);
            String name = manifest.get("package");
            if (name == null) {
                throw new IOException("its manifest names no package");
            }
            return new AgentApk(
                    file,
                    name,
                    manifest.getOrDefault("versionName", ""),
                    Long.parseLong(manifest.getOrDefault("versionCode", "0")),
                    sha256(file),
                    hex(certificate(file)),
                    Files.size(file),
                    own);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException("it is damaged", e);
        }
    }

    private static Map<String, String> manifest(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry("AndroidManifest.xml");
            if (entry == null) {
                throw new IOException("it has no manifest");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                byte[] bytes = in.readNBytes(MAX_MANIFEST);
                return attributes(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            }
        }
    }

    /** The attributes of the first element of a binary XML document, which in a manifest is {@code manifest}. */
    private static Map<String, String> attributes(ByteBuffer xml) throws IOException {
        String[] strings = new String[0];
        int at = Short.toUnsignedInt(xml.getShort(2));
        while (at + 8 <= xml.limit()) {
            int type = Short.toUnsignedInt(xml.getShort(at));
            int size = xml.getInt(at + 4);
            if (size < 8) {
                throw new IOException("its manifest is damaged");
            }
            if (type == STRINGS) {
                strings = strings(xml.slice(at, size).order(ByteOrder.LITTLE_ENDIAN));
            } else if (type == START_ELEMENT) {
                return attributes(xml, at + 16, strings);
            }
            at += size;
        }
        throw new IOException("its manifest is empty");
    }

    private static Map<String, String> attributes(ByteBuffer xml, int element, String[] strings) {
        Map<String, String> values = new LinkedHashMap<>();
        int first = element + Short.toUnsignedInt(xml.getShort(element + 8));
        int size = Short.toUnsignedInt(xml.getShort(element + 10));
        int count = Short.toUnsignedInt(xml.getShort(element + 12));
        for (int i = 0; i < count; i++) {
            int at = first + i * size;
            String name = strings[xml.getInt(at + 4)];
            int kind = Byte.toUnsignedInt(xml.get(at + 15));
            int data = xml.getInt(at + 16);
            values.put(name, kind == TYPE_STRING ? strings[data] : Integer.toUnsignedString(data));
        }
        return values;
    }

    private static String[] strings(ByteBuffer pool) {
        int count = pool.getInt(8);
        boolean utf8 = (pool.getInt(16) & UTF8) != 0;
        int start = pool.getInt(20);
        String[] strings = new String[count];
        for (int i = 0; i < count; i++) {
            int at = start + pool.getInt(28 + 4 * i);
            strings[i] = utf8 ? utf8(pool, at) : utf16(pool, at);
        }
        return strings;
    }

    private static String utf8(ByteBuffer pool, int at) {
        int from = at + ((pool.get(at) & 0x80) == 0 ? 1 : 2);
        int length = Byte.toUnsignedInt(pool.get(from));
        int text = from + 1;
        if ((length & 0x80) != 0) {
            length = (length & 0x7f) << 8 | Byte.toUnsignedInt(pool.get(from + 1));
            text++;
        }
        byte[] bytes = new byte[length];
        pool.get(text, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String utf16(ByteBuffer pool, int at) {
        int length = Short.toUnsignedInt(pool.getShort(at));
        int text = at + 2;
        if ((length & 0x8000) != 0) {
            length = (length & 0x7fff) << 16 | Short.toUnsignedInt(pool.getShort(at + 2));
            text += 2;
        }
        byte[] bytes = new byte[2 * length];
        pool.get(text, bytes);
        return new String(bytes, StandardCharsets.UTF_16LE);
    }

    /** The first signer's certificate, DER, from the APK signature scheme 3 or 2. */
    private static byte[] certificate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long directory = directory(channel);
            ByteBuffer tail = read(channel, directory - 24, 24);
            long size = tail.getLong();
            byte[] magic = new byte[16];
            tail.get(magic);
            if (!java.util.Arrays.equals(magic, MAGIC) || size < 24 || size > MAX_BLOCK) {
                throw new IOException("it is not signed by the APK signature scheme 2 or 3");
            }
            ByteBuffer block = read(channel, directory - size, (int) size - 24);
            byte[] found = null;
            while (block.hasRemaining()) {
                ByteBuffer pair = part(block, block.getLong());
                int id = pair.getInt();
                if (id == V3 || (id == V2 && found == null)) {
                    ByteBuffer signed = prefixed(prefixed(prefixed(pair)));
                    prefixed(signed); // digests
                    ByteBuffer certificate = prefixed(prefixed(signed));
                    found = new byte[certificate.remaining()];
                    certificate.get(found);
                }
            }
            if (found == null) {
                throw new IOException("it is not signed by the APK signature scheme 2 or 3");
            }
            return found;
        }
    }

    private static long directory(FileChannel channel) throws IOException {
        int length = (int) Math.min(channel.size(), 22 + MAX_COMMENT);
        ByteBuffer end = read(channel, channel.size() - length, length);
        for (int at = length - 22; at >= 0; at--) {
            if (end.getInt(at) == END_OF_ZIP) {
                return Integer.toUnsignedLong(end.getInt(at + 16));
            }
        }
        throw new IOException("it is no APK");
    }

    private static ByteBuffer prefixed(ByteBuffer from) {
        return part(from, from.getInt());
    }

    private static ByteBuffer part(ByteBuffer from, long length) {
        if (length < 0 || length > from.remaining()) {
            throw new IndexOutOfBoundsException("length " + length);
        }
        ByteBuffer part = from.slice(from.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + (int) length);
        return part;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        if (position < 0) {
            throw new IOException("it is no APK");
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("it is cut off");
            }
        }
        return buffer.flip();
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String hex(byte[] certificate) {
        return HexFormat.of().formatHex(digest().digest(certificate));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
