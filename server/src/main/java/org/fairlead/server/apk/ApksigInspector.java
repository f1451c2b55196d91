package org.fairlead.server.apk;

import com.android.apksig.ApkVerifier;
import com.android.apksig.SigningCertificateLineage;
import com.android.apksig.apk.ApkFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.fairlead.server.core.android.AgentApk;
import org.fairlead.server.core.android.ApkInspector;

/** Android's own library verifies the signature as phones do: APK signature scheme 2 and 3, every byte of the file. */
public final class ApksigInspector implements ApkInspector {
    /** The oldest Android that the agent runs on. */
    static final int OLDEST = 26;

    private static final String MANIFEST = "AndroidManifest.xml";
    private static final int MAX_MANIFEST = 1 << 20;
    private static final int MAX_ENTRIES = 65_535;
    private static final int MAX_REASON = 300;

    @Override
    public AgentApk inspect(Path file) throws UnfitApk {
        try {
            Manifest manifest = Manifest.read(manifest(file));
            String admin = manifest.admin();
            if (admin == null) {
                throw new UnfitApk("is no agent: it has no device administrator");
            }
            if (manifest.debuggable()) {
                throw new UnfitApk("is a debug build, which anybody with a cable can take over: sign a release build");
            }
            ApkVerifier.Result signature = new ApkVerifier.Builder(file.toFile())
                    .setMinCheckedPlatformVersion(OLDEST)
                    .build()
                    .verify();
            X509Certificate signer = signer(signature);
            return new AgentApk(
                    manifest.packageName(),
                    cut(manifest.versionName(), 100),
                    manifest.versionCode(),
                    manifest.minSdk(),
                    manifest.targetSdk(),
                    admin,
                    sha256(file),
                    hex(signer),
                    cut(signer.getSubjectX500Principal().getName(), MAX_REASON),
                    earlier(signature, signer),
                    Files.size(file));
        } catch (ZipException | ApkFormatException e) {
            throw new UnfitApk("is no APK, or is cut off");
        } catch (IOException | NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new UnfitApk("cannot be read: " + cut(String.valueOf(e.getMessage()), MAX_REASON));
        }
    }

    /** The size is known before anything is unpacked. */
    private static byte[] manifest(Path file) throws IOException, UnfitApk {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(MANIFEST);
            if (entry == null || zip.size() > MAX_ENTRIES) {
                throw new UnfitApk("is no APK: it has no manifest");
            }
            if (entry.getSize() > MAX_MANIFEST || entry.getSize() < 8) {
                throw new UnfitApk(
                        "has a manifest of " + entry.getSize() + " bytes, at most " + MAX_MANIFEST + " are read");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readNBytes(MAX_MANIFEST);
            }
        }
    }

    private static X509Certificate signer(ApkVerifier.Result signature) throws UnfitApk {
        if (!signature.isVerified()) {
            String why = signature.getAllErrors().stream()
                    .findFirst()
                    .map(ApkVerifier.IssueWithParams::toString)
                    .orElse("it does not verify");
            throw new UnfitApk("has no good signature: " + cut(why, MAX_REASON));
        }
        if (!signature.isVerifiedUsingV2Scheme() && !signature.isVerifiedUsingV3Scheme()) {
            throw new UnfitApk("is signed by the old JAR scheme only: sign it with APK signature scheme 2 or 3");
        }
        if (signature.getSignerCertificates().size() != 1) {
            throw new UnfitApk("is signed by several keys: one has to be the agent's");
        }
        return signature.getSignerCertificates().getFirst();
    }

    private static List<String> earlier(ApkVerifier.Result signature, X509Certificate signer)
            throws CertificateEncodingException, NoSuchAlgorithmException {
        SigningCertificateLineage lineage = signature.getSigningCertificateLineage();
        List<String> earlier = new ArrayList<>();
        if (lineage != null) {
            for (X509Certificate certificate : lineage.getCertificatesInLineage()) {
                if (!certificate.equals(signer)) {
                    earlier.add(hex(certificate));
                }
            }
        }
        return List.copyOf(earlier);
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String hex(X509Certificate certificate)
            throws CertificateEncodingException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    private static String cut(String text, int length) {
        return text.length() > length ? text.substring(0, length) : text;
    }
}
