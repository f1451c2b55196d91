package org.fairlead.server.core.access;

import java.time.Duration;
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

/**
 * One-time links with which somebody sets a password: the first administrator, a new one, or one who has lost the way in.
 * A link lives 30 minutes; setting the password through it removes all second factors and ends all sessions.
 */
public final class Invitations {
    public static final Duration LIFE = Duration.ofMinutes(30);
    private static final String FIRST = "setup";
    private static final String RESET = "reset";

    private final UnitOfWork work;
    private final AdministratorStore administrators;
    private final FactorStore factors;
    private final SessionStore store;
    private final RoleStore roles;
    private final Sessions sessions;
    private final PasswordHasher hasher;
    private final AuditLog audit;
    private final InstantSource clock;

    public Invitations(
            UnitOfWork work,
            AdministratorStore administrators,
            FactorStore factors,
            SessionStore store,
            RoleStore roles,
            Sessions sessions,
            PasswordHasher hasher,
            AuditLog audit,
            InstantSource clock) {
        this.work = work;
        this.administrators = administrators;
        this.factors = factors;
        this.store = store;
        this.roles = roles;
        this.sessions = sessions;
        this.hasher = hasher;
        this.audit = audit;
        this.clock = clock;
    }

    /** A fresh secret for the first administrator, or nothing when there is one already. */
    public Optional<String> first() {
        return work.inTx(tx -> {
            administrators.lock(tx);
            store.deleteOneTime(tx, FIRST, null);
            return administrators.isEmpty(tx) ? Optional.of(secret(tx, FIRST, null)) : Optional.empty();
        });
    }

    /** A fresh secret for this administrator; the one before stops working. */
    String reset(Tx tx, UUID administrator) {
        store.deleteOneTime(tx, RESET, administrator);
        return secret(tx, RESET, administrator);
    }

    /** For whom a link is: an existing administrator, or nobody yet. Throws {@link Problem.NotFound} for a bad link. */
    public Optional<Administrator> look(String secret) {
        return work.read(tx -> {
            byte[] hash = Secrets.hash(secret);
            if (administrators.isEmpty(tx)
                    && store.findOneTime(tx, hash, FIRST, clock.instant()).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(store.findOneTime(tx, hash, RESET, clock.instant())
                    .flatMap(link -> administrators.find(tx, java.util.Objects.requireNonNull(link.administratorId())))
                    .filter(a -> !a.disabled())
                    .orElseThrow(Problem.NotFound::new));
        });
    }

    /** Sets the password behind a link and signs in, up to the second factor. */
    public Sessions.Started accept(
            String secret,
            @Nullable String login,
            @Nullable String name,
            String password,
            @Nullable String locale,
            SignIn.From from) {
        Optional<Administrator> known = look(secret);
        String finalLogin = known.map(Administrator::login).orElseGet(() -> Passwords.login(required("login", login)));
        Passwords.check("password", password, finalLogin);
        String hash = hasher.hash(password);
        return work.inTx(tx -> {
            administrators.lock(tx);
            Administrator administrator;
            if (known.isPresent()) {
                take(tx, secret, RESET);
                Administrator old = administrators.find(tx, known.get().id()).orElseThrow(Problem.NotFound::new);
                administrator = AdministratorEdits.password(AdministratorEdits.totp(old, null, 0), hash);
                administrators.update(tx, administrator);
                factors.passkeys(tx, old.id()).forEach(key -> factors.deletePasskey(tx, old.id(), key.id()));
                factors.replaceRecoveryCodes(tx, old.id(), List.of());
                store.deleteOthers(tx, old.id(), null);
                store.delay(tx, "login:" + old.login(), Delay.NONE);
            } else {
                if (!administrators.isEmpty(tx)) {
                    throw new Problem.NotFound();
                }
                take(tx, secret, FIRST);
                administrator = fresh(
                        finalLogin,
                        Passwords.name("name", required("name", name)),
                        Passwords.locale(locale == null ? "en" : locale),
                        hash);
                administrators.insert(tx, administrator);
                Role main = roles.findByName(tx, ReadyRoles.MAIN_ADMINISTRATOR)
                        .orElseThrow(() -> new IllegalStateException("the ready-made roles are missing"));
                administrators.replaceBindings(tx, administrator.id(), List.of(new Binding(main.id(), null)));
            }
            audit.record(
                    tx,
                    new Actor(Actor.Kind.ADMINISTRATOR, administrator.id(), administrator.name(), from.address()),
                    known.isPresent() ? "administrator.accept-link" : "administrator.set-up",
                    "administrator",
                    administrator.id(),
                    administrator.name(),
                    Map.of());
            return sessions.start(tx, administrator, SessionLevel.ENROL, from.address(), from.userAgent());
        });
    }

    Administrator fresh(String login, String name, String locale, @Nullable String hash) {
        return new Administrator(
                Ids.next(), login, name, locale, "auto", false, hash, null, 0, 0, clock.instant(), null);
    }

    private void take(Tx tx, String secret, String purpose) {
        if (store.takeOneTime(tx, Secrets.hash(secret), purpose, clock.instant())
                .isEmpty()) {
            throw new Problem.NotFound();
        }
    }

    private String secret(Tx tx, String purpose, @Nullable UUID administrator) {
        String secret = Secrets.token("");
        store.insertOneTime(
                tx,
                new SessionStore.OneTime(
                        Secrets.hash(secret),
                        purpose,
                        administrator,
                        clock.instant().plus(LIFE)));
        return secret;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null) {
            throw new Problem.Invalid(field, "is missing");
        }
        return value;
    }
}
