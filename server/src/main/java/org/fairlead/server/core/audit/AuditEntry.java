package org.fairlead.server.core.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** One record of the audit log; the detail is canonical JSON, the time has microseconds. */
public record AuditEntry(
        UUID workspaceId,
        long seq,
        Instant at,
        String actorKind,
        @Nullable UUID actorId,
        String actor,
        @Nullable String actorAddress,
        String action,
        String objectType,
        @Nullable UUID objectId,
        @Nullable String objectName,
        String detail) {
    /** The chain value before the first record. */
    public static final byte[] START = new byte[32];

    /** The chain value after this record: SHA-256 of the one before and the canonical text of all fields. */
    public byte[] hash(byte[] previous) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("workspace", workspaceId.toString());
        fields.put("seq", seq);
        fields.put("at", at.toString());
        fields.put("actorKind", actorKind);
        fields.put("actorId", actorId == null ? null : actorId.toString());
        fields.put("actor", actor);
        fields.put("actorAddress", actorAddress);
        fields.put("action", action);
        fields.put("objectType", objectType);
        fields.put("objectId", objectId == null ? null : objectId.toString());
        fields.put("objectName", objectName);
        fields.put("detail", detail);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous);
            return digest.digest(Json.canonical(fields).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
