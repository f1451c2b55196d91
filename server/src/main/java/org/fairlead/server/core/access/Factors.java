package org.fairlead.server.core.access;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/** What administrators change about themselves: profile, password, second factors. */
public final class Factors {
    private static final String TOTP_OFFER = "totp-offer";
    private static final String PASSKEY_CREATE = "passkey-create";

    private final UnitOfWork work;
    private final AdministratorStore administrators;
    private final FactorStore factors;
    private final SessionStore store;
    private final Sessions sessions;
    private final SignIn signIn;
    private final PasswordHasher hasher;
    private final PasskeyVerifier verifier;
    private final Sealer sealer;
    private final AuditLog audit;
    private final InstantSource clock;

    public Factors(
            UnitOfWork work,
            AdministratorStore administrators,
            FactorStore factors,
            SessionStore store,
            Sessions sessions,
            SignIn signIn,
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
        this.signIn = signIn;
        this.hasher = hasher;
        this.verifier = verifier;
        this.sealer = sealer;
        this.audit = audit;
        this.clock = clock;
    }

    /** The signed-in administrator with everything that their profile page shows. */
    public record Profile(
            Administrator administrator,
            List<Grant> grants,
            List<Passkey> passkeys,
            List<String> methods,
            int recoveryCodesLeft) {}

    /** A renewed session, and recovery codes when these are the first. */
    public record Added(Sessions.Started session, @Nullable List<String> recoveryCodes) {}

    public Profile profile(UUID id) {
        return work.read(tx -> {
            Administrator administrator = get(tx, id);
            return new Profile(
                    administrator,
                    administrators.grants(tx, id),
                    factors.passkeys(tx, id),
                    signIn.methods(tx, administrator),
                    factors.recoveryCodesLeft(tx, id));
        });
    }

    public void changeProfile(SignedIn caller, @Nullable String name, @Nullable String locale, @Nullable String theme) {
        if (theme != null && !List.of("auto", "light", "dark").contains(theme)) {
            throw new Problem.Invalid("theme", "must be auto, light or dark");
        }
        work.runInTx(tx -> {
            Administrator old = get(tx, caller.administratorId());
            administrators.update(
                    tx,
                    AdministratorEdits.profile(
                            old,
                            name == null ? old.name() : Passwords.name("name", name),
                            locale == null ? old.locale() : Passwords.locale(locale),
                            theme == null ? old.theme() : theme));
            record(tx, caller, "administrator.change-own-profile", Map.of());
        });
    }

    /** Ends all other sessions. */
    public Sessions.Started changePassword(SignedIn caller, String current, String next) {
        Administrator old = work.read(tx -> get(tx, caller.administratorId()));
        Map<String, Integer> keys =
                Delays.keys("factor:" + old.id(), String.valueOf(caller.actor().address()));
        Delays delays = new Delays(work, store, clock);
        delays.attempt(keys);
        String hash = old.password();
        if (hash == null || !hasher.matches(current, hash)) {
            throw new Problem.Invalid("current", "is not the present password");
        }
        Passwords.check("next", next, old.login());
        String fresh = hasher.hash(next);
        return work.inTx(tx -> {
            delays.succeeded(tx, keys);
            Administrator changed = AdministratorEdits.password(get(tx, old.id()), fresh);
            administrators.update(tx, changed);
            record(tx, caller, "administrator.change-own-password", Map.of());
            return renew(tx, caller, changed);
        });
    }

    /** A secret for an authenticator app, used only after {@link #confirmTotp}. */
    public byte[] offerTotp(SignedIn caller) {
        mayChange(caller);
        byte[] secret = Totp.secret();
        UUID id = caller.administratorId();
        work.runInTx(tx -> {
            store.deleteOneTime(tx, TOTP_OFFER, id);
            store.insertOneTime(
                    tx,
                    new SessionStore.OneTime(
                            sealer.seal(secret, totpContext(id)),
                            TOTP_OFFER,
                            id,
                            clock.instant().plusSeconds(900)));
        });
        return secret;
    }

    public Added confirmTotp(SignedIn caller, String code) {
        mayChange(caller);
        UUID id = caller.administratorId();
        return work.inTx(tx -> {
            byte[] sealed = store.findOneTime(tx, TOTP_OFFER, id, clock.instant())
                    .orElseThrow(() -> new Problem.Conflict("begin again, this code has waited too long"));
            OptionalLong step = Totp.match(sealer.open(sealed, totpContext(id)), code, clock.instant(), 0);
            if (step.isEmpty()) {
                throw new Problem.Invalid("code", "is not the code that the app shows now");
            }
            store.deleteOneTime(tx, TOTP_OFFER, id);
            boolean first = signIn.methods(tx, get(tx, id)).isEmpty();
            Administrator changed = AdministratorEdits.totp(get(tx, id), sealed, step.getAsLong());
            administrators.update(tx, changed);
            record(tx, caller, "administrator.add-totp", Map.of());
            return new Added(renew(tx, caller, changed), first ? newCodes(tx, id) : null);
        });
    }

    public Sessions.Started removeTotp(SignedIn caller) {
        caller.requireStepUp();
        return work.inTx(tx -> {
            Administrator old = get(tx, caller.administratorId());
            if (old.totpSecret() == null) {
                throw new Problem.NotFound();
            }
            Administrator changed = AdministratorEdits.totp(old, null, 0);
            administrators.update(tx, changed);
            stillHasFactor(tx, changed);
            record(tx, caller, "administrator.remove-totp", Map.of());
            return renew(tx, caller, changed);
        });
    }

    public byte[] passkeyChallenge(SignedIn caller) {
        mayChange(caller);
        return signIn.challenge(PASSKEY_CREATE, caller.administratorId());
    }

    public Added addPasskey(SignedIn caller, String name, String credential, PasskeyVerifier.Site site) {
        mayChange(caller);
        String plain = Passwords.name("name", name);
        PasskeyVerifier.Claim claim = verifier.claim(credential);
        PasskeyVerifier.Created created = verifier.created(credential, claim.challenge(), site);
        UUID id = caller.administratorId();
        return work.inTx(tx -> {
            boolean known = store.takeOneTime(tx, SignIn.hash(claim.challenge()), PASSKEY_CREATE, clock.instant())
                    .filter(secret -> id.equals(secret.administratorId()))
                    .isPresent();
            if (!known) {
                throw new Problem.Conflict("begin again, this passkey has waited too long");
            }
            if (factors.passkeys(tx, id).size() >= 20) {
                throw new Problem.Conflict("20 passkeys are enough, remove one first");
            }
            if (factors.passkey(tx, created.credentialId()).isPresent()) {
                throw new Problem.Conflict("this passkey is registered already");
            }
            boolean first = signIn.methods(tx, get(tx, id)).isEmpty();
            factors.insertPasskey(
                    tx,
                    new Passkey(
                            Ids.next(),
                            id,
                            created.credentialId(),
                            created.record(),
                            created.signCount(),
                            plain,
                            clock.instant(),
                            null));
            Administrator changed = AdministratorEdits.nextEpoch(get(tx, id));
            administrators.update(tx, changed);
            record(tx, caller, "administrator.add-passkey", Map.of("passkey", plain));
            return new Added(renew(tx, caller, changed), first ? newCodes(tx, id) : null);
        });
    }

    public Sessions.Started removePasskey(SignedIn caller, UUID passkey) {
        caller.requireStepUp();
        return work.inTx(tx -> {
            UUID id = caller.administratorId();
            if (!factors.deletePasskey(tx, id, passkey)) {
                throw new Problem.NotFound();
            }
            Administrator changed = AdministratorEdits.nextEpoch(get(tx, id));
            administrators.update(tx, changed);
            stillHasFactor(tx, changed);
            record(tx, caller, "administrator.remove-passkey", Map.of("passkey", passkey.toString()));
            return renew(tx, caller, changed);
        });
    }

    public List<String> newRecoveryCodes(SignedIn caller) {
        caller.requireStepUp();
        return work.inTx(tx -> {
            record(tx, caller, "administrator.new-recovery-codes", Map.of());
            return newCodes(tx, caller.administratorId());
        });
    }

    static String totpContext(UUID administrator) {
        return "administrator.totp_secret." + administrator;
    }

    /** The first factor may be added after the password alone; later ones only shortly after a confirmation. */
    private static void mayChange(SignedIn caller) {
        if (caller.level() == SessionLevel.FULL) {
            caller.requireStepUp();
        }
    }

    private void stillHasFactor(Tx tx, Administrator administrator) {
        if (signIn.methods(tx, administrator).isEmpty()) {
            throw new Problem.Conflict("this is the last second factor, add another one first");
        }
    }

    private Sessions.Started renew(Tx tx, SignedIn caller, Administrator changed) {
        store.deleteOthers(tx, changed.id(), caller.requireSessionId());
        return sessions.renew(tx, sessions.get(tx, caller), SessionLevel.FULL, changed.epoch());
    }

    private List<String> newCodes(Tx tx, UUID id) {
        List<String> codes = Secrets.recoveryCodes();
        factors.replaceRecoveryCodes(tx, id, codes.stream().map(Secrets::hash).toList());
        return codes;
    }

    private Administrator get(Tx tx, UUID id) {
        return administrators.find(tx, id).orElseThrow(Problem.Unauthenticated::new);
    }

    private void record(Tx tx, SignedIn caller, String action, Map<String, String> detail) {
        audit.record(
                tx,
                caller.actor(),
                action,
                "administrator",
                caller.administratorId(),
                caller.actor().name(),
                detail);
    }
}
