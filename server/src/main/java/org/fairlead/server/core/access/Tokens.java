package org.fairlead.server.core.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.audit.AuditLog;
import org.jspecify.annotations.Nullable;

/** API tokens: never more rights than their creator has at that very moment, and none after they expire. */
public final class Tokens {
    public static final String PREFIX = "flt_";
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration TOUCH = Duration.ofMinutes(1);

    private final UnitOfWork work;
    private final TokenStore store;
    private final AdministratorStore administrators;
    private final RoleStore roles;
    private final Administration administration;
    private final GroupPaths groups;
    private final AuditLog audit;
    private final InstantSource clock;

    public Tokens(
            UnitOfWork work,
            TokenStore store,
            AdministratorStore administrators,
            RoleStore roles,
            Administration administration,
            GroupPaths groups,
            AuditLog audit,
            InstantSource clock) {
        this.work = work;
        this.store = store;
        this.administrators = administrators;
        this.roles = roles;
        this.administration = administration;
        this.groups = groups;
        this.audit = audit;
        this.clock = clock;
    }

    /** A token and its secret, which is shown once. */
    public record Created(ApiToken token, String secret) {}

    public Created create(SignedIn caller, String name, UUID roleId, @Nullable UUID groupId, Instant expiresAt) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        UUID creator = caller.administratorId();
        return work.inTx(tx -> {
            Role role =
                    roles.find(tx, roleId).orElseThrow(() -> new Problem.Invalid("roleId", "there is no such role"));
            administration.requireGrant(tx, caller, role.rights(), groupId);
            return insert(tx, caller.actor(), creator, name, role, groupId, expiresAt);
        });
    }

    /** For commands on the host. */
    public Created createOnHost(String name, String role, Instant expiresAt) {
        return work.inTx(tx -> {
            Role known = roles.list(tx).stream()
                    .filter(r -> r.name().equalsIgnoreCase(role))
                    .findFirst()
                    .orElseThrow(() -> new Problem.Invalid(
                            "role",
                            "there is no role \"" + role + "\", there are "
                                    + String.join(
                                            ", ",
                                            roles.list(tx).stream()
                                                    .map(Role::name)
                                                    .toList())));
            return insert(tx, Actor.host(), null, name, known, null, expiresAt);
        });
    }

    public List<ApiToken> list(Caller caller, @Nullable UUID before, int limit) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return work.read(tx -> store.list(tx, before, limit));
    }

    public void delete(Caller caller, UUID id) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        work.runInTx(tx -> {
            ApiToken token = store.find(tx, id).orElseThrow(Problem.NotFound::new);
            store.delete(tx, id);
            audit.record(tx, caller.actor(), "token.delete", "token", id, token.name(), Map.of());
        });
    }

    /** Who is behind a secret; null when it is unknown, expired, revoked, or its creator is gone or disabled. */
    public @Nullable SignedIn find(String secret, String address) {
        if (!secret.startsWith(PREFIX) || secret.length() > 100) {
            return null;
        }
        Instant now = clock.instant();
        Found found = work.read(tx -> find(tx, secret, address, now));
        if (found == null) {
            return null;
        }
        Instant last = found.token.lastUsedAt();
        if (last == null || now.isAfter(last.plus(TOUCH))) {
            work.runInTx(tx -> store.touch(tx, found.token.id(), now));
        }
        return found.caller;
    }

    private record Found(ApiToken token, SignedIn caller) {}

    private @Nullable Found find(Tx tx, String secret, String address, Instant now) {
        ApiToken token = store.findByHash(tx, Secrets.hash(secret))
                .filter(t -> now.isBefore(t.expiresAt()))
                .orElse(null);
        Role role = token == null ? null : roles.find(tx, token.roleId()).orElse(null);
        if (token == null || role == null) {
            return null;
        }
        Grant grant = new Grant(role.rights(), token.groupId());
        Map<Right, Scope> scopes;
        UUID creator = token.createdBy();
        if (creator == null) {
            scopes = Grant.scopes(List.of(grant));
        } else {
            Optional<Administrator> administrator =
                    administrators.find(tx, creator).filter(a -> !a.disabled());
            if (administrator.isEmpty()) {
                return null;
            }
            scopes = grant.within(
                    Grant.scopes(administrators.grants(tx, creator)),
                    path(tx, token.groupId()),
                    group -> path(tx, group));
        }
        Actor actor = new Actor(Actor.Kind.TOKEN, token.id(), token.name(), address);
        return new Found(token, new SignedIn(actor, scopes, null, SessionLevel.FULL, null, clock));
    }

    private List<UUID> path(Tx tx, @Nullable UUID group) {
        return group == null ? List.of() : groups.path(tx, group).orElse(List.of());
    }

    private Created insert(
            Tx tx,
            Actor actor,
            @Nullable UUID creator,
            String name,
            Role role,
            @Nullable UUID groupId,
            Instant expiresAt) {
        Instant now = clock.instant();
        if (!expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(LONGEST))) {
            throw new Problem.Invalid("expiresAt", "must lie in the future and within one year");
        }
        String secret = Secrets.token(PREFIX);
        ApiToken token = new ApiToken(
                Ids.next(),
                Secrets.hash(secret),
                Passwords.name("name", name),
                role.id(),
                groupId,
                creator,
                actor.name(),
                now,
                expiresAt,
                null);
        store.insert(tx, token);
        audit.record(
                tx,
                actor,
                "token.create",
                "token",
                token.id(),
                token.name(),
                Map.of("role", role.name(), "expiresAt", expiresAt.toString()));
        return new Created(token, secret);
    }
}
