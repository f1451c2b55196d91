package org.fairlead.server.core.android;

import java.util.List;

/**
 * What an agent's APK says of itself, after its signature was verified.
 *
 * @param adminReceiver full class name of the receiver that becomes the owner of a device
 * @param sha256 of the file, hex
 * @param signer SHA-256 of the signing certificate, hex
 * @param signerName the certificate's subject
 * @param earlierSigners SHA-256 of the certificates that the key was rotated from, oldest first, hex
 */
public record AgentApk(
        String packageName,
        String version,
        long versionCode,
        int minSdk,
        int targetSdk,
        String adminReceiver,
        String sha256,
        String signer,
        String signerName,
        List<String> earlierSigners,
        long bytes) {
    /** The component that becomes the owner of the device. */
    public String adminComponent() {
        return packageName + "/" + adminReceiver;
    }

    /** Whether a phone that has the other build takes this one as its next: same key, or one rotated from it. */
    public boolean updates(AgentApk other) {
        return packageName.equals(other.packageName)
                && (signer.equals(other.signer) || earlierSigners.contains(other.signer));
    }
}
