package org.fairlead.protocol.codes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a request and its confirmation are bound to, and the two MACs over it. The device form binds workspace, device and
 * action; the certificate form binds workspace and the server's public key and names no device, because the key of the MAC
 * belongs to one device alone. Immutable.
 */
public final class CodeContext {
    private static final byte[] NO_DEVICE = new byte[0];
    private static final byte[] NO_PARAMETERS = CodeKeys.sha256(new byte[0]);

    private final String form;
    private final String workspace;
    private final byte[] device;
    private final CodeAction action;
    private final byte[] parameters;
    private final int nonce;
    private final int epoch;

    private CodeContext(
            String form, String workspace, byte[] device, CodeAction action, byte[] parameters, int nonce, int epoch) {
        if (nonce < 0 || nonce > RequestCode.MAX_NONCE) {
            throw new IllegalArgumentException("the nonce is not of 17 bits");
        }
        this.form = form;
        this.workspace = workspace;
        this.device = device;
        this.action = action;
        this.parameters = parameters;
        this.nonce = nonce;
        this.epoch = epoch & RequestCode.MAX_EPOCH;
    }

    /**
     * The device form.
     *
     * @param workspace name of the workspace that gave the secret
     * @param nonce 17 bits, random, used once
     * @param epoch of the secret; the lowest two bits count
     */
    public static CodeContext device(String workspace, UUID device, CodeAction action, int nonce, int epoch) {
        return new CodeContext("", workspace, CodeKeys.bytes(device), action, NO_PARAMETERS, nonce, epoch);
    }

    /**
     * The certificate form.
     *
     * @param keyHash SHA-256 of the server's public key (SPKI) that the device sees, 32 bytes
     */
    public static CodeContext certificate(String workspace, byte[] keyHash, int nonce, int epoch) {
        CodeKeys.require(keyHash, "the hash of the server's key");
        return new CodeContext("-CERT", workspace, NO_DEVICE, CodeAction.CERTIFICATE, keyHash.clone(), nonce, epoch);
    }

    public CodeAction action() {
        return action;
    }

    public int nonce() {
        return nonce;
    }

    /** Two bits, as they travel. */
    public int epoch() {
        return epoch;
    }

    /** First 16 bits of the request's MAC. */
    int requestMac(byte[] secret) {
        return ByteBuffer.wrap(mac(secret, "OCC-REQ" + form + "-v1", -1)).getShort() & 0xFFFF;
    }

    /** First 44 bits of the confirmation's MAC. */
    long confirmationMac(byte[] secret, int option) {
        return ByteBuffer.wrap(mac(secret, "OCC-RESP" + form + "-v1", option)).getLong() >>> 20;
    }

    private byte[] mac(byte[] secret, String label, int option) {
        CodeKeys.require(secret, "the secret");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(label.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 0);
            field(mac, workspace.getBytes(StandardCharsets.UTF_8));
            field(mac, device);
            field(mac, (byte) action.number());
            field(mac, parameters);
            field(mac, (byte) (nonce >>> 16), (byte) (nonce >>> 8), (byte) nonce);
            field(mac, (byte) epoch);
            if (option >= 0) {
                field(mac, (byte) option);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void field(Mac mac, byte... bytes) {
        mac.update((byte) (bytes.length >>> 8));
        mac.update((byte) bytes.length);
        mac.update(bytes);
    }
}
