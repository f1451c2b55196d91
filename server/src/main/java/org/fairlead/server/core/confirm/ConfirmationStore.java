package org.fairlead.server.core.confirm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.jspecify.annotations.Nullable;

/** Keeps which codes were given and which were used; never a code itself. */
public interface ConfirmationStore {
    /** The device with this number. */
    Optional<UUID> deviceByNumber(Tx tx, int number);

    /** A request that is answered. */
    record Request(
            String form,
            String action,
            @Nullable UUID device,
            @Nullable String deviceName,
            int deviceNumber,
            @Nullable UUID policy,
            @Nullable UUID group,
            int epoch,
            long nonce,
            @Nullable String serverKey) {}

    /** Whether the same request was answered before. */
    boolean answered(Tx tx, Request request);

    /** Notes an answer; says whether the same request was answered before. */
    boolean issue(Tx tx, Request request, Instant now, String by, @Nullable UUID byId, String reason);

    /** A code that a device reports as used. */
    record Use(
            String form,
            String action,
            UUID device,
            @Nullable UUID group,
            int epoch,
            long nonce,
            Instant at,
            String result,
            @Nullable String reason) {}

    /** Notes the use of a code; false when no such code was given, which then is noted as such. */
    boolean used(Tx tx, Use use, String deviceName);

    /** A code that was given or used. */
    record Issued(
            UUID id,
            @Nullable UUID deviceId,
            @Nullable String deviceName,
            String action,
            String form,
            @Nullable UUID policyId,
            @Nullable Instant issuedAt,
            @Nullable String issuedBy,
            @Nullable String reason,
            @Nullable Instant usedAt,
            @Nullable String result,
            @Nullable String resultReason,
            int repeatCount) {}

    /** Codes of one device, newest first. */
    List<Issued> ofDevice(Tx tx, UUID device, int limit, Optional<UUID> before);

    /** Codes in a state (unused, used, never-issued) below the groups of a scope, newest first. */
    List<Issued> list(Tx tx, String state, Scope scope, int limit, Optional<UUID> before);

    /** The request that a device shows now, with what exactly it asks for. */
    void requested(Tx tx, UUID device, String request, Map<String, @Nullable Object> details, Instant at);

    /** What a device said of this request. */
    Optional<Map<String, @Nullable Object>> details(Tx tx, UUID device, String request);

    /** A code for a whole group. */
    record GroupCodeRow(
            UUID id,
            UUID policy,
            UUID group,
            String state,
            String serverKey,
            byte[] keyHash,
            int days,
            int epoch,
            long lastDay,
            String reason,
            Instant requestedAt,
            String requestedBy,
            UUID requestedById,
            @Nullable Instant approvedAt,
            @Nullable String approvedBy,
            @Nullable UUID approvedById,
            int used,
            long devices) {}

    void insert(Tx tx, GroupCodeRow code);

    /** The row, taken. */
    Optional<GroupCodeRow> lock(Tx tx, UUID policy, UUID id);

    void save(Tx tx, GroupCodeRow code);

    List<GroupCodeRow> groupCodes(Tx tx, UUID policy, int limit, Optional<UUID> before);

    /** A device that can use a group's code. */
    record Reached(
            UUID id,
            String name,
            @Nullable UUID group,
            boolean online,
            @Nullable Instant lastSeen) {}

    /** Devices that hold the group's key of this epoch. */
    List<Reached> reached(Tx tx, UUID group, int epoch, Scope scope, int limit, Optional<UUID> after);
}
