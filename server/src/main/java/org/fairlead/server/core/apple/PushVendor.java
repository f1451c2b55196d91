package org.fairlead.server.core.apple;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.secret.Sealer;

/** The organisation's own vendor certificate: with it requests are signed here and go to Apple's portal as they are. */
public final class PushVendor {
    private static final String CONTEXT = "apple_vendor.key_sealed";

    private final UnitOfWork unit;
    private final PushStore store;
    private final PushKeys keys;
    private final Sealer sealer;
    private final AuditLog audit;
    private final InstantSource clock;

    public PushVendor(
            UnitOfWork unit, PushStore store, PushKeys keys, Sealer sealer, AuditLog audit, InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.keys = keys;
        this.sealer = sealer;
        this.audit = audit;
        this.clock = clock;
    }

    /** What the vendor's certificate says. */
    public record Known(String name, Instant notAfter) {}

    public Optional<Known> known(Caller caller) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.read(store::vendor).map(v -> new Known(v.name(), v.notAfter()));
    }

    /** Keeps the vendor's key, sealed. */
    public void save(Caller caller, byte[] file, String password) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        caller.requireConfirmed();
        PushKeys.Vendor vendor = keys.vendor(file, password);
        if (!vendor.notAfter().isAfter(clock.instant())) {
            throw new Problem.Invalid("file", "the certificate expired on " + vendor.notAfter());
        }
        unit.runInTx(tx -> {
            store.saveVendor(
                    tx,
                    new PushStore.Vendor(
                            vendor.chainPem(),
                            sealer.seal(vendor.key(), CONTEXT),
                            vendor.name(),
                            vendor.notAfter(),
                            clock.instant(),
                            caller.actor().name()));
            record(tx, caller, "push-vendor.save", vendor.name());
        });
    }

    public void remove(Caller caller) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        unit.runInTx(tx -> store.vendor(tx).ifPresent(vendor -> {
            store.deleteVendor(tx);
            record(tx, caller, "push-vendor.remove", vendor.name());
        }));
    }

    /** The request that waits, as Apple's portal takes it; empty without a vendor that is valid. */
    public Optional<String> signed(Caller caller) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.read(tx -> store.pushCertificate(tx, PushCertificate.State.REQUESTED)
                .flatMap(request -> store.vendor(tx)
                        .filter(v -> v.notAfter().isAfter(clock.instant()))
                        .map(v -> keys.signed(request.request(), v.chain(), sealer.open(v.keySealed(), CONTEXT)))));
    }

    private void record(Tx tx, Caller caller, String action, String name) {
        audit.record(tx, caller.actor(), action, "server", null, null, Map.of("vendor", name));
    }
}
