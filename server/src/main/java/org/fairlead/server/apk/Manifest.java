package org.fairlead.server.apk;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.fairlead.server.core.android.ApkInspector.UnfitApk;
import org.jspecify.annotations.Nullable;

/**
 * What an Android manifest in its binary form says of the app.
 *
 * @param admin full class name of the receiver of a device administrator, null when there is none
 */
record Manifest(
        String packageName,
        String versionName,
        long versionCode,
        int minSdk,
        int targetSdk,
        boolean debuggable,
        @Nullable String admin) {
    private static final int STRINGS = 0x0001;
    private static final int RESOURCES = 0x0180;
    private static final int START_ELEMENT = 0x0102;
    private static final int END_ELEMENT = 0x0103;
    private static final int UTF8 = 0x100;
    private static final int TYPE_STRING = 0x03;
    private static final int TYPE_FIRST_NUMBER = 0x10;
    private static final int TYPE_LAST_NUMBER = 0x1f;
    private static final int DEEPEST = 64;

    /** Android goes by these numbers; the names beside them may have been stripped. */
    private static final Map<Integer, String> NAMES = Map.of(
            0x01010003, "name",
            0x01010006, "permission",
            0x0101000f, "debuggable",
            0x0101020c, "minSdkVersion",
            0x01010270, "targetSdkVersion",
            0x0101021b, "versionCode",
            0x0101021c, "versionName",
            0x01010576, "versionCodeMajor");

    static Manifest read(byte[] bytes) throws UnfitApk {
        try {
            return new Reader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)).read();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new UnfitApk("has a damaged manifest");
        }
    }

    private static final class Reader {
        private final ByteBuffer xml;
        private final Deque<String> path = new ArrayDeque<>();
        private final Map<String, String> app = new HashMap<>();
        private String[] strings = new String[0];
        private int[] resources = new int[0];
        private String receiver = "";
        private @Nullable String admin;

        Reader(ByteBuffer xml) {
            this.xml = xml;
        }

        Manifest read() throws UnfitApk {
            int at = Short.toUnsignedInt(xml.getShort(2));
            while (at + 8 <= xml.limit()) {
                int type = Short.toUnsignedInt(xml.getShort(at));
                int size = xml.getInt(at + 4);
                if (size < 8 || size > xml.limit() - at) {
                    throw new UnfitApk("has a damaged manifest");
                }
                ByteBuffer chunk = xml.slice(at, size).order(ByteOrder.LITTLE_ENDIAN);
                switch (type) {
                    case STRINGS -> strings = strings(chunk);
                    case RESOURCES -> resources = resources(chunk);
                    case START_ELEMENT -> start(chunk);
                    case END_ELEMENT -> path.pollLast();
                    default -> {}
                }
                at += size;
            }
            return manifest();
        }

        private Manifest manifest() throws UnfitApk {
            String name = app.getOrDefault("manifest.package", "");
            if (!name.matches("[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+") || name.length() > 200) {
                throw new UnfitApk("has a manifest without a package name");
            }
            int min = (int) number("uses-sdk.minSdkVersion", 1);
            String className = admin;
            return new Manifest(
                    name,
                    app.getOrDefault("manifest.versionName", ""),
                    number("manifest.versionCodeMajor", 0) << 32 | number("manifest.versionCode", 0) & 0xffffffffL,
                    min,
                    (int) number("uses-sdk.targetSdkVersion", min),
                    number("application.debuggable", 0) != 0,
                    className == null ? null : className.startsWith(".") ? name + className : className);
        }

        private long number(String key, long otherwise) {
            return Long.parseLong(app.getOrDefault(key, Long.toString(otherwise)));
        }

        private void start(ByteBuffer chunk) throws UnfitApk {
            String element = strings[chunk.getInt(20)];
            Map<String, String> attributes = attributes(chunk);
            String at = String.join("/", path);
            if (path.size() >= DEEPEST) {
                throw new UnfitApk("has a damaged manifest");
            }
            path.addLast(element);
            switch (at + "/" + element) {
                case "/manifest", "manifest/uses-sdk", "manifest/application" ->
                    attributes.forEach((key, value) -> app.putIfAbsent(element + "." + key, value));
                case "manifest/application/receiver" ->
                    receiver = "android.permission.BIND_DEVICE_ADMIN".equals(attributes.get("permission"))
                            ? attributes.getOrDefault("name", "")
                            : "";
                case "manifest/application/receiver/meta-data" -> {
                    if ("android.app.device_admin".equals(attributes.get("name"))
                            && receiver.matches("[A-Za-z0-9_.$]{1,200}")) {
                        admin = receiver;
                    }
                }
                default -> {}
            }
        }

        private Map<String, String> attributes(ByteBuffer chunk) {
            Map<String, String> values = new HashMap<>();
            int first = 16 + Short.toUnsignedInt(chunk.getShort(24));
            int size = Short.toUnsignedInt(chunk.getShort(26));
            int count = Short.toUnsignedInt(chunk.getShort(28));
            for (int i = 0; i < count; i++) {
                int at = first + i * size;
                int name = chunk.getInt(at + 4);
                String key = name < resources.length && NAMES.containsKey(resources[name])
                        ? NAMES.get(resources[name])
                        : strings[name];
                int kind = Byte.toUnsignedInt(chunk.get(at + 15));
                int data = chunk.getInt(at + 16);
                if (kind == TYPE_STRING) {
                    values.put(key, strings[data]);
                } else if (kind >= TYPE_FIRST_NUMBER && kind <= TYPE_LAST_NUMBER) {
                    values.put(key, Integer.toString(data));
                }
            }
            return values;
        }

        private static int[] resources(ByteBuffer chunk) {
            int[] ids = new int[(chunk.limit() - 8) / 4];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = chunk.getInt(8 + 4 * i);
            }
            return ids;
        }

        private static String[] strings(ByteBuffer pool) throws UnfitApk {
            int count = pool.getInt(8);
            if (count < 0 || count > pool.limit() / 4) {
                throw new UnfitApk("has a damaged manifest");
            }
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
            return text(pool, text, length, StandardCharsets.UTF_8);
        }

        private static String utf16(ByteBuffer pool, int at) {
            int length = Short.toUnsignedInt(pool.getShort(at));
            int text = at + 2;
            if ((length & 0x8000) != 0) {
                length = (length & 0x7fff) << 16 | Short.toUnsignedInt(pool.getShort(at + 2));
                text += 2;
            }
            return text(pool, text, 2 * length, StandardCharsets.UTF_16LE);
        }

        private static String text(ByteBuffer pool, int at, int length, java.nio.charset.Charset charset) {
            if (at < 0 || length < 0 || length > pool.limit() - at) {
                throw new IndexOutOfBoundsException();
            }
            byte[] bytes = new byte[length];
            pool.get(at, bytes);
            return new String(bytes, charset);
        }
    }
}
