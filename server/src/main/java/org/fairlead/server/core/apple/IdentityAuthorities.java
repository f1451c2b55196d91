package org.fairlead.server.core.apple;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.jspecify.annotations.Nullable;

/**
 * The change of the authority that issues the identities of phones: a new one issues from now on, the old one stays
 * trusted until every phone has an identity of the new one and it is retired.
 */
public final class IdentityAuthorities {
    static final int MAX_REASON = 500;

    private final UnitOfWork unit;
    private final PushStore store;
    private final AppleStore phones;
    private final AuthorityMaker maker;
    private final AuditLog audit;
    private final InstantSource clock;

    public IdentityAuthorities(
            UnitOfWork unit,
            PushStore store,
            AppleStore phones,
            AuthorityMaker maker,
            AuditLog audit,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.phones = phones;
        this.maker = maker;
        this.audit = audit;
        this.clock = clock;
    }

    /** An authority; phones counts those that work with an identity of it. */
    public record Authority(int generation, Instant notBefore, Instant notAfter, boolean issues, int phones) {}

    /** Newest first; none before the first phone was invited. */
    public List<Authority> list(Caller caller) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.read(this::list);
    }

    /** The phones with an identity of one authority; one more than the limit shows that there are more. */
    public List<AppleStore.Holder> holders(Caller caller, int generation, @Nullable UUID after, int limit) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.read(tx -> phones.holders(tx, generation, after, limit));
    }

    private List<Authority> list(Tx tx) {
        List<PushStore.Authority> stored = store.authorities(tx);
        Map<Integer, Integer> counts = phones.generations(tx);
        return stored.stream()
                .map(a -> {
                    X509Certificate certificate = certificate(a.certificate());
                    return new Authority(
                            a.generation(),
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant(),
                            a.generation() == stored.getFirst().generation(),
                            counts.getOrDefault(a.generation(), 0));
                })
                .toList();
    }

    /** Makes a new authority, which issues from now on; phones are told to renew bit by bit. */
    public List<Authority> rotate(Caller caller, String reason) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        caller.requireConfirmed();
        String why = reason.strip();
        if (why.isEmpty() || why.length() > MAX_REASON || why.indexOf('\0') >= 0) {
            throw new Problem.Invalid("reason", "must have 1 to " + MAX_REASON + " characters");
        }
        return unit.inTx(tx -> {
            int newest = store.authorities(tx).stream()
                    .mapToInt(PushStore.Authority::generation)
                    .max()
                    .orElse(0);
            if (!store.insertAuthority(tx, maker.create(newest + 1), clock.instant())) {
                throw new Problem.Conflict("somebody else has made a new authority meanwhile");
            }
            audit.record(
                    tx,
                    caller.actor(),
                    "apple.authority-new",
                    "server",
                    null,
                    null,
                    Map.of("generation", newest + 1, "reason", why));
            tx.afterCommit(maker::reload);
            return list(tx);
        });
    }

    /** Trusts an old authority no longer; refused while phones work with its identities. */
    public List<Authority> retire(Caller caller, int generation) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        caller.requireConfirmed();
        return unit.inTx(tx -> {
            Authority old = list(tx).stream()
                    .filter(a -> a.generation() == generation)
                    .findFirst()
                    .orElseThrow(() -> new Problem.NotFound("there is no such authority"));
            if (old.issues()) {
                throw new Problem.Conflict("this authority issues now, make a new one first");
            }
            if (old.phones() > 0) {
                throw new Problem.Conflict(old.phones()
                        + " phones still work with identities of this authority, wait until they have renewed them");
            }
            store.deleteAuthority(tx, generation);
            audit.record(
                    tx,
                    caller.actor(),
                    "apple.authority-retire",
                    "server",
                    null,
                    null,
                    Map.of("generation", generation));
            tx.afterCommit(maker::reload);
            return list(tx);
        });
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("cannot read the authority of Apple identities", e);
        }
    }
}
