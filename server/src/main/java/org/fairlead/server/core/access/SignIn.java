package org.fairlead.server.core.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/** Signing in: password, then a second factor; or a passkey alone. */
public final class SignIn {
    static final String PASSKEY_USE = "passkey-use";
    private static final Duration CHALLENGE = Duration.ofMinutes(5);

    private final UnitOfWork work;
    private final AdministratorStore administrators;
    private final FactorStore factors;
    private final SessionStore store;
    private final Sessions sessions;
    private final PasswordHasher hasher;
    private final PasskeyVerifier verifier;
    private final Sealer sealer;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Delays delays;
    private RepeatedFailures repeated = (tx, login, address) -> {};

    public SignIn(
            UnitOfWork work,
            AdministratorStore administrators,
            FactorStore factors,
            SessionStore store,
            Sessions sessions,
            PasswordHasher hasher,
            PasskeyVerifier verifier,
            Sealer sealer,
            AuditLog audit,
            InstantSource clock) {
        this.work = work;
        this.administrators = administrators;
        this.factors = factors;
        this.store = store;
        this.sessions = sessions;
        this.hasher = hasher;
        this.verifier = verifier;
        this.sealer = sealer;
        this.audit = audit;
        this.clock = clock;
        this.delays = new Delays(work, store, clock);
    }

    /** Hears once when a login or an address has failed so often that it must wait. */
    public interface RepeatedFailures {
        void repeated(Tx tx, String login, String address);
    }

    /** Sets who hears of repeated failures; called once while the server is wired. */
    public void onRepeatedFailures(RepeatedFailures listener) {
        repeated = listener;
    }

    /** Where a request to sign in comes from. */
    public record From(String address, String userAgent) {}

    /** First step; the session's level says what must follow. */
    public Sessions.Started password(String login, String password, From from) {
        String known = login.strip().toLowerCase(Locale.ROOT);
        if (known.length() > 100 || password.length() > 4 * Passwords.LONGEST) {
            throw wrongPassword();
        }
        Map<String, Integer> keys = Delays.keys("login:" + known, from.address);
        delays.attempt(keys);
        Optional<Administrator> found = work.read(tx -> administrators.findByLogin(tx, known));
        String hash = found.map(Administrator::password).orElse(null);
        boolean right;
        if (hash == null) {
            hasher.pretend(password);
            right = false;
        } else {
            right = hasher.matches(password, hash) && !found.orElseThrow().disabled();
        }
        if (!right) {
            refused(found.orElse(null), known, from, "password", keys);
            throw wrongPassword();
        }
        UUID id = found.orElseThrow().id();
        return work.inTx(tx -> {
            Administrator administrator = administrators.find(tx, id).orElseThrow(SignIn::wrongPassword);
            delays.succeeded(tx, keys);
            SessionLevel level = methods(tx, administrator).isEmpty() ? SessionLevel.ENROL : SessionLevel.SECOND_FACTOR;
            return sessions.start(tx, administrator, level, from.address, from.userAgent);
        });
    }

    public Sessions.Started totp(SignedIn caller, String code) {
        Map<String, Integer> keys = attemptFactor(caller);
        return finish(caller, keys, "totp", (tx, administrator) -> matchTotp(tx, administrator, code));
    }

    public Sessions.Started recovery(SignedIn caller, String code) {
        Map<String, Integer> keys = attemptFactor(caller);
        return finish(
                caller,
                keys,
                "recovery",
                (tx, administrator) -> factors.useRecoveryCode(
                        tx, administrator.id(), Secrets.hash(Secrets.normalRecoveryCode(code)), clock.instant()));
    }

    /** A challenge for a passkey, usable once within five minutes. */
    public byte[] challenge(String purpose, @Nullable UUID administrator) {
        byte[] challenge = Secrets.bytes(32);
        work.runInTx(tx -> store.insertOneTime(
                tx,
                new SessionStore.OneTime(
                        hash(challenge), purpose, administrator, clock.instant().plus(CHALLENGE))));
        return challenge;
    }

    public byte[] challenge() {
        return challenge(PASSKEY_USE, null);
    }

    /** Signs in with a passkey, which is both factors at once; or completes a password sign-in with it. */
    public Sessions.Started passkey(
            @Nullable SignedIn caller, String credential, PasskeyVerifier.Site site, From from) {
        Map<String, Integer> keys = Delays.keys("passkey:" + from.address, from.address);
        delays.attempt(keys);
        Sessions.Started started = work.inTx(tx -> {
            Passkey passkey = verify(tx, credential, site).orElse(null);
            Administrator administrator = passkey == null
                    ? null
                    : administrators
                            .find(tx, passkey.administratorId())
                            .filter(a -> !a.disabled())
                            .orElse(null);
            if (administrator == null || (caller != null && !administrator.id().equals(caller.administratorId()))) {
                return null;
            }
            delays.succeeded(tx, keys);
            if (caller != null) {
                store.delete(tx, administrator.id(), caller.requireSessionId());
            }
            Sessions.Started fresh = sessions.start(tx, administrator, SessionLevel.FULL, from.address, from.userAgent);
            signedIn(tx, administrator, from.address, "passkey");
            return fresh;
        });
        if (started == null) {
            refused(null, "", from, "passkey", keys);
            throw new Problem.Unauthenticated("passkey", "this passkey is not known here, use another one");
        }
        return started;
    }

    /** Confirms that the signed-in administrator is still there, by passkey or by one-time password. */
    public void stepUp(
            SignedIn caller,
            @Nullable String password,
            @Nullable String code,
            @Nullable String credential,
            PasskeyVerifier.Site site) {
        Map<String, Integer> keys = attemptFactor(caller);
        if (password != null) {
            String hash = work.read(tx -> administrators
                    .find(tx, caller.administratorId())
                    .map(Administrator::password)
                    .orElse(null));
            if (hash == null || !hasher.matches(password, hash)) {
                throw wrongFactor();
            }
        }
        boolean right = work.inTx(tx -> {
            Administrator administrator =
                    administrators.find(tx, caller.administratorId()).orElseThrow(Problem.Unauthenticated::new);
            boolean ok = credential != null
                    ? verify(tx, credential, site)
                            .filter(key -> key.administratorId().equals(administrator.id()))
                            .isPresent()
                    : code != null && matchTotp(tx, administrator, code);
            if (ok) {
                delays.succeeded(tx, keys);
                StoredSession old = sessions.get(tx, caller);
                store.update(
                        tx,
                        new StoredSession(
                                old.id(),
                                old.hash(),
                                old.administratorId(),
                                old.level(),
                                old.epoch(),
                                old.createdAt(),
                                clock.instant(),
                                clock.instant().plus(StoredSession.STEP_UP),
                                old.address(),
                                old.userAgent()));
            }
            return ok;
        });
        if (!right) {
            throw wrongFactor();
        }
    }

    /** The second factors that this administrator can use now. */
    public List<String> methods(Tx tx, Administrator administrator) {
        List<String> methods = new ArrayList<>();
        if (administrator.totpSecret() != null) {
            methods.add("totp");
        }
        if (!factors.passkeys(tx, administrator.id()).isEmpty()) {
            methods.add("passkey");
        }
        if (!methods.isEmpty() && factors.recoveryCodesLeft(tx, administrator.id()) > 0) {
            methods.add("recovery");
        }
        return methods;
    }

    private interface Check {
        boolean right(Tx tx, Administrator administrator);
    }

    private Map<String, Integer> attemptFactor(SignedIn caller) {
        String address = String.valueOf(caller.actor().address());
        Map<String, Integer> keys = Delays.keys("factor:" + caller.administratorId(), address);
        delays.attempt(keys);
        return keys;
    }

    private Sessions.Started finish(SignedIn caller, Map<String, Integer> keys, String factor, Check check) {
        Sessions.Started started = work.inTx(tx -> {
            Administrator administrator =
                    administrators.find(tx, caller.administratorId()).orElseThrow(Problem.Unauthenticated::new);
            if (!check.right(tx, administrator)) {
                return null;
            }
            delays.succeeded(tx, keys);
            signedIn(tx, administrator, caller.actor().address(), factor);
            return sessions.renew(tx, sessions.get(tx, caller), SessionLevel.FULL, administrator.epoch());
        });
        if (started == null) {
            refused(
                    null,
                    caller.actor().name(),
                    new From(String.valueOf(caller.actor().address()), ""),
                    factor,
                    keys);
            throw wrongFactor();
        }
        return started;
    }

    private boolean matchTotp(Tx tx, Administrator administrator, String code) {
        byte[] sealed = administrator.totpSecret();
        if (sealed == null) {
            return false;
        }
        OptionalLong step = Totp.match(
                sealer.open(sealed, Factors.totpContext(administrator.id())),
                code,
                clock.instant(),
                administrator.totpStep());
        step.ifPresent(s -> administrators.update(tx, AdministratorEdits.totpUsed(administrator, s)));
        return step.isPresent();
    }

    private Optional<Passkey> verify(Tx tx, String credential, PasskeyVerifier.Site site) {
        PasskeyVerifier.Claim claim = verifier.claim(credential);
        Instant now = clock.instant();
        if (store.takeOneTime(tx, hash(claim.challenge()), PASSKEY_USE, now).isEmpty()) {
            return Optional.empty();
        }
        Optional<Passkey> passkey = factors.passkey(tx, claim.credentialId());
        passkey.ifPresent(
                key -> factors.passkeyUsed(tx, key.id(), verifier.used(credential, claim.challenge(), site, key), now));
        return passkey;
    }

    private void signedIn(Tx tx, Administrator administrator, @Nullable String address, String factor) {
        Actor actor = new Actor(Actor.Kind.ADMINISTRATOR, administrator.id(), administrator.name(), address);
        audit.record(
                tx,
                actor,
                "session.start",
                "administrator",
                administrator.id(),
                administrator.name(),
                Map.of("factor", factor));
    }

    private void refused(
            @Nullable Administrator administrator, String login, From from, String factor, Map<String, Integer> keys) {
        work.runInTx(tx -> {
            audit.record(
                    tx,
                    new Actor(Actor.Kind.SYSTEM, null, "server", from.address),
                    "session.refuse",
                    "administrator",
                    administrator == null ? null : administrator.id(),
                    administrator == null ? null : administrator.name(),
                    Map.of("factor", factor, "login", login));
            if (delays.begins(tx, keys)) {
                repeated.repeated(tx, login, from.address);
            }
        });
    }

    static byte[] hash(byte[] challenge) {
        return Secrets.hash(Base64.getUrlEncoder().withoutPadding().encodeToString(challenge));
    }

    private static Problem.Unauthenticated wrongPassword() {
        return new Problem.Unauthenticated("wrong-password", "login or password is wrong");
    }

    private static Problem.Unauthenticated wrongFactor() {
        return new Problem.Unauthenticated("wrong-factor", "this is not right, or it was used before");
    }
}
