package org.fairlead.server.core.android;

import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An agent's APK.
 *
 * @param sha256 of the file, hex
 * @param signer SHA-256 of the signing certificate, hex
 * @param own whether the operator put it there in place of the one that came with the server
 */
public record AgentApk(
        Path file,
        String packageName,
        String version,
        long versionCode,
        String sha256,
        String signer,
        long bytes,
        boolean own) {
    private static final String RECEIVER = "org.fairlead.agent.AdminReceiver";

    /** What set-up by QR code checks the signing certificate against. */
    public String checksum() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(signer));
    }

    /** The component that becomes the owner of the device. */
    public String adminComponent() {
        return packageName + "/" + RECEIVER;
    }
}
