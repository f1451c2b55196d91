package org.fairlead.server.api;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import tools.jackson.dataformat.cbor.CBORMapper;

/** A passkey in software, as a browser would present it (WebAuthn Level 2, ES256, attestation "none"). */
final class SoftPasskey {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private final KeyPair keys;
    private final byte[] id = new byte[32];
    private int counter;
    private final String origin;
    private final String relyingParty;
    boolean userVerified = true;

    SoftPasskey(String origin, String relyingParty) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        this.keys = generator.generateKeyPair();
        new SecureRandom().nextBytes(id);
        this.origin = origin;
        this.relyingParty = relyingParty;
    }

    Map<String, Object> create(String challenge) throws Exception {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        Map<Integer, Object> cose = new LinkedHashMap<>();
        cose.put(1, 2);
        cose.put(3, -7);
        cose.put(-1, 1);
        cose.put(-2, fixed(key.getW().getAffineX()));
        cose.put(-3, fixed(key.getW().getAffineY()));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(authenticatorData(0x40));
        data.write(new byte[16]);
        data.write(ByteBuffer.allocate(2).putShort((short) id.length).array());
        data.write(id);
        data.write(cose(cose));
        Map<String, Object> attestation = new LinkedHashMap<>();
        attestation.put("fmt", "none");
        attestation.put("attStmt", Map.of());
        attestation.put("authData", data.toByteArray());
        return credential(Map.of(
                "clientDataJSON", BASE64.encodeToString(client("webauthn.create", challenge)),
                "attestationObject", BASE64.encodeToString(new CBORMapper().writeValueAsBytes(attestation))));
    }

    Map<String, Object> use(String challenge) throws Exception {
        counter++;
        byte[] data = authenticatorData(0);
        byte[] client = client("webauthn.get", challenge);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(data);
        signature.update(MessageDigest.getInstance("SHA-256").digest(client));
        return credential(Map.of(
                "clientDataJSON", BASE64.encodeToString(client),
                "authenticatorData", BASE64.encodeToString(data),
                "signature", BASE64.encodeToString(signature.sign())));
    }

    private Map<String, Object> credential(Map<String, Object> response) {
        return Map.of(
                "id", BASE64.encodeToString(id),
                "rawId", BASE64.encodeToString(id),
                "type", "public-key",
                "clientExtensionResults", Map.of(),
                "response", response);
    }

    private byte[] client(String type, String challenge) {
        return Json.print(Map.of("type", type, "challenge", challenge, "origin", origin, "crossOrigin", false))
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] authenticatorData(int more) throws GeneralSecurityException {
        return ByteBuffer.allocate(37)
                .put(MessageDigest.getInstance("SHA-256").digest(relyingParty.getBytes(StandardCharsets.UTF_8)))
                .put((byte) (0x01 | (userVerified ? 0x04 : 0) | more))
                .putInt(counter)
                .array();
    }

    /** COSE keys have whole numbers as names, which Jackson would write as text. */
    private static byte[] cose(Map<Integer, Object> key) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xA0 + key.size());
        for (Map.Entry<Integer, Object> entry : key.entrySet()) {
            number(out, entry.getKey());
            if (entry.getValue() instanceof byte[] bytes) {
                out.write(0x58);
                out.write(bytes.length);
                out.write(bytes);
            } else {
                number(out, (Integer) entry.getValue());
            }
        }
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int value) {
        out.write(value >= 0 ? value : 0x20 + (-1 - value));
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }
}
