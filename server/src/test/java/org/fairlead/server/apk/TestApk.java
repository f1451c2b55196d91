package org.fairlead.server.apk;

import com.android.apksig.ApkSigner;
import com.android.apksig.SigningCertificateLineage;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Small Android packages with what a test needs in them, signed by Android's own library. */
public final class TestApk {
    /** A signing key with its certificate. */
    public record Key(KeyPair pair, X509Certificate certificate) {
        public static Key of(String name) throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            Instant now = Instant.now();
            return new Key(
                    pair,
                    new JcaX509CertificateConverter()
                            .getCertificate(new JcaX509v3CertificateBuilder(
                                            subject,
                                            BigInteger.ONE,
                                            Date.from(now.minusSeconds(60)),
                                            Date.from(now.plusSeconds(86_400)),
                                            subject,
                                            pair.getPublic())
                                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))));
        }

        SigningCertificateLineage.SignerConfig lineage() {
            return new SigningCertificateLineage.SignerConfig.Builder(pair.getPrivate(), certificate).build();
        }
    }

    private record Element(String name, Map<String, Object> attributes, List<Element> children) {}

    private static final Map<String, Integer> IDS = Map.of(
            "name", 0x01010003,
            "permission", 0x01010006,
            "debuggable", 0x0101000f,
            "minSdkVersion", 0x0101020c,
            "targetSdkVersion", 0x01010270,
            "versionCode", 0x0101021b,
            "versionName", 0x0101021c);

    private String packageName = "org.fairlead.agent";
    private int versionCode = 1;
    private boolean debuggable;
    private boolean admin = true;
    private int padding;
    private boolean v2 = true;
    private boolean v1;

    public TestApk packageName(String name) {
        packageName = name;
        return this;
    }

    public TestApk version(int code) {
        versionCode = code;
        return this;
    }

    TestApk debuggable() {
        debuggable = true;
        return this;
    }

    TestApk withoutAdmin() {
        admin = false;
        return this;
    }

    /** Only the old JAR signature. */
    TestApk jarSigned() {
        v2 = false;
        v1 = true;
        return this;
    }

    /** Makes the manifest at least this long. */
    TestApk padded(int bytes) {
        padding = bytes;
        return this;
    }

    public Path sign(Path folder, Key key) throws Exception {
        return sign(folder, List.of(key), null);
    }

    /** Signed by a key that was rotated from another. */
    Path rotated(Path folder, Key old, Key now) throws Exception {
        SigningCertificateLineage lineage = new SigningCertificateLineage.Builder(old.lineage(), now.lineage()).build();
        return sign(folder, List.of(old, now), lineage);
    }

    Path sign(Path folder, List<Key> keys, @Nullable SigningCertificateLineage lineage) throws Exception {
        Path unsigned = Files.createTempFile(folder, "unsigned", ".apk");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(unsigned))) {
            zip.putNextEntry(new ZipEntry("AndroidManifest.xml"));
            zip.write(manifest());
            zip.putNextEntry(new ZipEntry("classes.dex"));
            zip.write(new byte[20_000]);
        }
        List<ApkSigner.SignerConfig> signers = new ArrayList<>();
        for (Key key : keys) {
            signers.add(
                    new ApkSigner.SignerConfig.Builder("signer", key.pair().getPrivate(), List.of(key.certificate()))
                            .build());
        }
        Path signed = Files.createTempFile(folder, "signed", ".apk");
        ApkSigner.Builder signer = new ApkSigner.Builder(signers)
                .setInputApk(unsigned.toFile())
                .setOutputApk(signed.toFile())
                .setMinSdkVersion(v1 ? 21 : 26)
                .setV1SigningEnabled(v1)
                .setV2SigningEnabled(v2)
                .setV3SigningEnabled(v2 && (keys.size() == 1 || lineage != null))
                .setV4SigningEnabled(false);
        if (lineage != null) {
            signer.setSigningCertificateLineage(lineage).setMinSdkVersionForRotation(28);
        }
        signer.build().sign();
        return signed;
    }

    byte[] manifest() {
        List<Element> inside = new ArrayList<>();
        inside.add(new Element("uses-sdk", Map.of("minSdkVersion", 26, "targetSdkVersion", 36), List.of()));
        List<Element> receivers = !admin
                ? List.of()
                : List.of(new Element(
                        "receiver",
                        new LinkedHashMap<>(
                                Map.of("name", ".AdminReceiver", "permission", "android.permission.BIND_DEVICE_ADMIN")),
                        List.of(new Element("meta-data", Map.of("name", "android.app.device_admin"), List.of()))));
        inside.add(new Element("application", Map.of("debuggable", debuggable), receivers));
        return binary(new Element(
                "manifest",
                Map.of("package", packageName, "versionCode", versionCode, "versionName", "1." + versionCode),
                inside));
    }

    /** Android's binary XML: a pool of strings, the numbers of the first of them, elements. */
    private byte[] binary(Element root) {
        List<String> strings = new ArrayList<>(IDS.keySet());
        collect(root, strings);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(pool(strings));
        ByteBuffer ids = buffer(8 + 4 * IDS.size())
                .putShort((short) 0x0180)
                .putShort((short) 8)
                .putInt(8 + 4 * IDS.size());
        IDS.keySet().forEach(name -> ids.putInt(IDS.getOrDefault(name, 0)));
        body.writeBytes(ids.array());
        element(root, strings, body);
        if (padding > 0) {
            int size = (padding + 3) / 4 * 4 + 8;
            body.writeBytes(buffer(size)
                    .putShort((short) 0x0777)
                    .putShort((short) 8)
                    .putInt(size)
                    .array());
        }
        return buffer(8 + body.size())
                .putShort((short) 3)
                .putShort((short) 8)
                .putInt(8 + body.size())
                .put(body.toByteArray())
                .array();
    }

    private static void collect(Element element, List<String> strings) {
        List<String> found = new ArrayList<>(List.of(element.name()));
        element.attributes().forEach((name, value) -> {
            found.add(name);
            if (value instanceof String text) {
                found.add(text);
            }
        });
        found.stream().filter(s -> !strings.contains(s)).forEach(strings::add);
        element.children().forEach(child -> collect(child, strings));
    }

    private static byte[] pool(List<String> strings) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<Integer> offsets = new ArrayList<>();
        for (String string : strings) {
            offsets.add(data.size());
            data.writeBytes(buffer(2).putShort((short) string.length()).array());
            data.writeBytes(string.getBytes(StandardCharsets.UTF_16LE));
            data.writeBytes(new byte[2]);
        }
        while (data.size() % 4 != 0) {
            data.write(0);
        }
        int start = 28 + 4 * strings.size();
        ByteBuffer pool = buffer(start + data.size())
                .putShort((short) 1)
                .putShort((short) 28)
                .putInt(start + data.size())
                .putInt(strings.size())
                .putInt(0)
                .putInt(0)
                .putInt(start)
                .putInt(0);
        offsets.forEach(pool::putInt);
        return pool.put(data.toByteArray()).array();
    }

    private static void element(Element element, List<String> strings, ByteArrayOutputStream out) {
        int size = 36 + 20 * element.attributes().size();
        ByteBuffer start = buffer(size)
                .putShort((short) 0x0102)
                .putShort((short) 16)
                .putInt(size)
                .putInt(1)
                .putInt(-1)
                .putInt(-1)
                .putInt(strings.indexOf(element.name()))
                .putShort((short) 20)
                .putShort((short) 20)
                .putShort((short) element.attributes().size())
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0);
        element.attributes().forEach((name, value) -> {
            start.putInt(-1).putInt(strings.indexOf(name));
            start.putInt(value instanceof String text ? strings.indexOf(text) : -1);
            int type = value instanceof String ? 0x03 : value instanceof Boolean ? 0x12 : 0x10;
            int data = value instanceof String text
                    ? strings.indexOf(text)
                    : value instanceof Boolean on ? (on ? -1 : 0) : (Integer) value;
            start.putShort((short) 8).put((byte) 0).put((byte) type).putInt(data);
        });
        out.writeBytes(start.array());
        element.children().forEach(child -> element(child, strings, out));
        out.writeBytes(buffer(24)
                .putShort((short) 0x0103)
                .putShort((short) 16)
                .putInt(24)
                .putInt(1)
                .putInt(-1)
                .putInt(-1)
                .putInt(strings.indexOf(element.name()))
                .array());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
