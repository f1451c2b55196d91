package org.fairlead.server.core.command;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.jspecify.annotations.Nullable;

/** Keeps approvals and when they are needed. */
public interface ApprovalStore {
    ApprovalSettings settings(Tx tx);

    /** The settings with their row taken, so that commands that count devices come one after another. */
    ApprovalSettings lockSettings(Tx tx);

    void saveSettings(Tx tx, ApprovalSettings settings);

    /** The change of the settings that waits, also when its time is over. */
    Optional<ApprovalWish> wish(Tx tx);

    /** Keeps a change that waits, in place of an older one. */
    void saveWish(Tx tx, ApprovalWish wish);

    void dropWish(Tx tx);

    /** For how many devices such commands were sent since, those that were approved not counted. */
    long sentSince(Tx tx, Set<CommandKind> kinds, Instant since);

    /** The administrator who made a token; empty for tokens made on the host and for others than tokens. */
    Optional<UUID> ownerOfToken(Tx tx, UUID token);

    void insert(Tx tx, Approval approval);

    /** The approval with its row taken. */
    Optional<Approval> lock(Tx tx, UUID id);

    void save(Tx tx, Approval approval);

    Optional<Approval> find(Tx tx, UUID id);

    /** Newest first, those all of whose devices are in the scope or gone. */
    List<Approval> list(Tx tx, Approval.@Nullable State state, Scope scope, int limit, Optional<UUID> before);

    /** Takes those that waited too long. */
    List<Approval> lockOverdue(Tx tx, Instant now, int limit);

    /** The devices of a rule's requests that still wait. */
    Set<UUID> waitingOfRules(Tx tx);
}
