package org.fairlead.server.core.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.Groups;
import org.jspecify.annotations.Nullable;

/** Issues, lists, revokes and redeems enrolment tokens. A secret is shown once; only its hash is kept. */
public final class EnrolmentTokens {
    public static final String PREFIX = "fle_";
    public static final int MAX_NAME = 100;
    public static final int MAX_USES = 1_000_000;
    public static final Duration MAX_LIFE = Duration.ofDays(366);
    private static final Pattern SECRET = Pattern.compile("fle_[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final UnitOfWork unit;
    private final EnrolmentTokenStore store;
    private final Groups groups;
    private final AuditLog audit;
    private final Changes changes;
    private final InstantSource clock;

    public EnrolmentTokens(
            UnitOfWork unit,
            EnrolmentTokenStore store,
            Groups groups,
            AuditLog audit,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.groups = groups;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** A new token and its secret. */
    public record Created(EnrolmentToken token, String secret) {}

    /** A part of the list, newest first. */
    public record Listing(
            List<EnrolmentToken> tokens, @Nullable UUID next, long total) {}

    public Listing list(Caller caller, @Nullable UUID before, int limit) {
        Set<UUID> covered = groups.tree().covered(caller.scope(Right.VIEW));
        return unit.read(tx -> {
            List<EnrolmentToken> found = store.list(tx, covered, before, limit + 1);
            boolean more = found.size() > limit;
            List<EnrolmentToken> shown = more ? found.subList(0, limit) : found;
            return new Listing(shown, more ? shown.getLast().id() : null, store.count(tx, covered));
        });
    }

    public Created create(Caller caller, String name, UUID group, @Nullable Integer maxUses, Instant expiresAt) {
        GroupTree tree = groups.tree();
        boolean known = tree.find(group).isPresent()
                && (caller.may(Right.VIEW, tree.path(group)) || caller.may(Right.DEVICES, tree.path(group)));
        if (!known) {
            throw new Problem.Invalid("groupId", "there is no such group");
        }
        caller.require(Right.DEVICES, tree.path(group));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        check(name, maxUses, expiresAt, now);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random());
        EnrolmentToken token = new EnrolmentToken(
                Ids.next(clock),
                name.strip(),
                group,
                maxUses,
                0,
                expiresAt.truncatedTo(ChronoUnit.MICROS),
                null,
                now,
                caller.actor().name());
        return unit.inTx(tx -> {
            store.insert(tx, token, hash(secret));
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("group", tree.get(group).name());
            detail.put("maxUses", maxUses);
            detail.put("expiresAt", token.expiresAt().toString());
            audit.record(
                    tx, caller.actor(), "enrolment-token.create", "enrolment-token", token.id(), token.name(), detail);
            tx.afterCommit(() -> changes.publish("overview"));
            return new Created(token, secret);
        });
    }

    /** Revokes a token at once; one that is revoked already stays so. */
    public void revoke(Caller caller, UUID id) {
        GroupTree tree = groups.tree();
        unit.runInTx(tx -> {
            EnrolmentToken token = store.find(tx, id)
                    .filter(t -> caller.may(Right.VIEW, tree.path(t.group()))
                            || caller.may(Right.DEVICES, tree.path(t.group())))
                    .orElseThrow(() -> new Problem.NotFound("there is no such enrolment token"));
            caller.require(Right.DEVICES, tree.path(token.group()));
            if (store.revoke(tx, id, clock.instant())) {
                audit.record(
                        tx,
                        caller.actor(),
                        "enrolment-token.revoke",
                        "enrolment-token",
                        id,
                        token.name(),
                        Map.of("used", token.used()));
                tx.afterCommit(() -> changes.publish("overview"));
            }
        });
    }

    /** Counts one use of the token with this secret, in the transaction that enrols the device. */
    public Redemption redeem(Tx tx, String secret) {
        if (!SECRET.matcher(secret).matches()) {
            return new Redemption.Refused(Redemption.Reason.UNKNOWN);
        }
        Instant now = clock.instant();
        String hash = hash(secret);
        Optional<EnrolmentToken> used = store.use(tx, hash, now);
        if (used.isPresent()) {
            EnrolmentToken token = used.get();
            if (groups.tree().find(token.group()).isEmpty()) {
                return new Redemption.Refused(Redemption.Reason.REVOKED);
            }
            return new Redemption.Admitted(token.id(), token.name(), token.group());
        }
        return new Redemption.Refused(
                store.findByHash(tx, hash).map(token -> reason(token, now)).orElse(Redemption.Reason.UNKNOWN));
    }

    private static Redemption.Reason reason(EnrolmentToken token, Instant now) {
        return switch (token.state(now)) {
            case REVOKED -> Redemption.Reason.REVOKED;
            case USED_UP -> Redemption.Reason.USED_UP;
            case EXPIRED, ACTIVE -> Redemption.Reason.EXPIRED;
        };
    }

    private static void check(String name, @Nullable Integer maxUses, Instant expiresAt, Instant now) {
        Map<String, String> errors = new LinkedHashMap<>();
        if (name.isBlank() || name.strip().length() > MAX_NAME) {
            errors.put("name", "must have 1 to " + MAX_NAME + " characters");
        }
        if (maxUses != null && (maxUses < 1 || maxUses > MAX_USES)) {
            errors.put("maxUses", "must be from 1 to " + MAX_USES + ", or absent for any number");
        }
        if (!expiresAt.isAfter(now)) {
            errors.put("expiresAt", "must lie in the future");
        } else if (expiresAt.isAfter(now.plus(MAX_LIFE))) {
            errors.put("expiresAt", "must lie within " + MAX_LIFE.toDays() + " days");
        }
        if (!errors.isEmpty()) {
            throw new Problem.Invalid(errors);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Random secrets of 256 bits need no slow hash. */
    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
