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

/** Browser sessions: who is behind a cookie, and the list of them that an administrator can end. */
public final class Sessions {
    private static final Duration TOUCH = Duration.ofMinutes(1);

    private final UnitOfWork work;
    private final SessionStore store;
    private final AdministratorStore administrators;
    private final AuditLog audit;
    private final InstantSource clock;

    public Sessions(
            UnitOfWork work,
            SessionStore store,
            AdministratorStore administrators,
            AuditLog audit,
            InstantSource clock) {
        this.work = work;
        this.store = store;
        this.administrators = administrators;
        this.audit = audit;
        this.clock = clock;
    }

    /** A session and its secret, which exists here and in the cookie only. */
    public record Started(String secret, StoredSession session) {}

    /** Who is behind the secret of a cookie; null when it is unknown, too old, or its administrator changed. */
    public @Nullable SignedIn find(String secret, String address, boolean touch) {
        Found found = work.read(tx -> find(tx, secret));
        if (found == null) {
            return null;
        }
        Instant now = clock.instant();
        StoredSession session = found.session;
        if (touch && now.isAfter(session.lastSeenAt().plus(TOUCH))) {
            work.runInTx(tx -> {
                store.touch(tx, session.id(), now);
                administrators
                        .find(tx, session.administratorId())
                        .ifPresent(a -> administrators.update(tx, AdministratorEdits.seen(a, now)));
            });
        }
        Administrator administrator = found.administrator;
        Actor actor = new Actor(Actor.Kind.ADMINISTRATOR, administrator.id(), administrator.name(), address);
        return new SignedIn(actor, found.scopes, session.id(), session.level(), session.steppedUpUntil(), clock);
    }

    private record Found(StoredSession session, Administrator administrator, Map<Right, Scope> scopes) {}

    private @Nullable Found find(Tx tx, String secret) {
        Instant now = clock.instant();
        Optional<StoredSession> session =
                store.findByHash(tx, Secrets.hash(secret)).filter(s -> s.isAlive(now));
        if (session.isEmpty()) {
            return null;
        }
        Optional<Administrator> administrator = administrators
                .find(tx, session.get().administratorId())
                .filter(a -> !a.disabled() && a.epoch() == session.get().epoch());
        if (administrator.isEmpty()) {
            return null;
        }
        return new Found(
                session.get(),
                administrator.get(),
                Grant.scopes(administrators.grants(tx, administrator.get().id())));
    }

    Started start(Tx tx, Administrator administrator, SessionLevel level, String address, String userAgent) {
        String secret = Secrets.token("");
        Instant now = clock.instant();
        StoredSession session = new StoredSession(
                Ids.next(),
                Secrets.hash(secret),
                administrator.id(),
                level,
                administrator.epoch(),
                now,
                now,
                level == SessionLevel.FULL ? now.plus(StoredSession.STEP_UP) : null,
                address,
                userAgent);
        store.insert(tx, session);
        return new Started(secret, session);
    }

    /** Goes on with another level or epoch under a new secret, so that nobody rides on a secret planted before. */
    Started renew(Tx tx, StoredSession old, SessionLevel level, int epoch) {
        String secret = Secrets.token("");
        Instant now = clock.instant();
        StoredSession session = new StoredSession(
                old.id(),
                Secrets.hash(secret),
                old.administratorId(),
                level,
                epoch,
                old.createdAt(),
                now,
                level == SessionLevel.FULL ? now.plus(StoredSession.STEP_UP) : null,
                old.address(),
                old.userAgent());
        store.update(tx, session);
        return new Started(secret, session);
    }

    StoredSession get(Tx tx, SignedIn caller) {
        UUID id = caller.requireSessionId();
        return store.list(tx, caller.administratorId()).stream()
                .filter(session -> session.id().equals(id))
                .findFirst()
                .orElseThrow(Problem.Unauthenticated::new);
    }

    /** The sessions of the caller's administrator that are alive. */
    public List<StoredSession> list(SignedIn caller) {
        Instant now = clock.instant();
        return work.read(tx -> store.list(tx, caller.administratorId()).stream()
                .filter(session -> session.isAlive(now))
                .toList());
    }

    public void end(SignedIn caller, UUID id) {
        work.runInTx(tx -> {
            if (!store.delete(tx, caller.administratorId(), id)) {
                throw new Problem.NotFound();
            }
            audit.record(
                    tx,
                    caller.actor(),
                    "session.end",
                    "administrator",
                    caller.administratorId(),
                    caller.actor().name(),
                    Map.of("session", id.toString()));
        });
    }

    /** Ends the caller's own session. */
    public void leave(SignedIn caller) {
        work.runInTx(tx -> store.delete(tx, caller.administratorId(), caller.requireSessionId()));
    }

    /** Removes what is no longer valid; called now and then. */
    public void sweep() {
        work.runInTx(tx -> store.deleteExpired(tx, clock.instant()));
    }
}
