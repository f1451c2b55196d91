package org.fairlead.server;

import java.time.Duration;
import java.util.List;
import org.fairlead.server.api.CodeRoutes;
import org.fairlead.server.core.confirm.CodeSecrets;
import org.fairlead.server.core.confirm.CodeUse;
import org.fairlead.server.core.confirm.Confirmations;
import org.fairlead.server.core.confirm.GroupCodes;
import org.fairlead.server.core.confirm.ServerKeyLife;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.overview.Overview;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.sync.Presence;
import org.fairlead.server.crypto.Argon2MemoryHard;
import org.fairlead.server.store.PgConfirmations;
import org.fairlead.server.store.PgSecrets;
import org.fairlead.server.store.PgServerKeys;

/** Offline codes and the life of the server's key, wired over a {@link Foundation}. */
final class CodeParts {
    private static final int CRITICAL_DAYS = 7;

    final CodeSecrets secrets;
    final CodeUse use;
    final ServerKeyLife keys;
    final Confirmations confirmations;
    private final GroupCodes groupCodes;
    private final Fleet fleet;

    CodeParts(
            Foundation base,
            Fleet fleet,
            DeviceStore devices,
            Presence presence,
            EventLog events,
            Authorities authorities) {
        this.fleet = fleet;
        PgSecrets secretStore = new PgSecrets(base.workspace.id());
        PgConfirmations store = new PgConfirmations(base.workspace.id(), fleet);
        this.secrets =
                new CodeSecrets(base.work, secretStore, fleet, base.sealer, base.workspace, presence, base.clock);
        this.use = new CodeUse(secrets, store, devices, base.changes);
        this.keys = new ServerKeyLife(
                base.work,
                new PgServerKeys(base.workspace.id()),
                authorities,
                presence,
                base.audit,
                events,
                base.clock);
        this.confirmations = new Confirmations(
                base.work,
                store,
                secretStore,
                secrets,
                keys,
                devices,
                fleet,
                base.audit,
                events,
                base.changes,
                base.clock);
        this.groupCodes = new GroupCodes(
                base.work,
                store,
                secrets,
                keys,
                new Argon2MemoryHard(),
                fleet,
                base.audit,
                events,
                base.changes,
                base.clock);
    }

    CodeRoutes routes() {
        return new CodeRoutes(confirmations, groupCodes, keys, fleet);
    }

    /** What of the server itself needs somebody's attention. */
    List<Overview.Cause> causes() {
        List<ServerKeyLife.Ending> ending = keys.ending();
        long soon = ending.stream().filter(e -> e.days() <= CRITICAL_DAYS).count();
        return List.of(
                new Overview.Cause("server-certificate-expires", "critical", soon),
                new Overview.Cause("server-certificate-expires", "warning", ending.size() - soon));
    }

    void run(Timers timers, Runnable remind) {
        timers.job(secrets::rotate, Duration.ofMinutes(1));
        timers.job(
                () -> {
                    secrets.refresh();
                    remind.run();
                },
                Duration.ofSeconds(30));
        timers.job(keys::warn, Duration.ofHours(1));
        timers.quick(keys::obey, 1_000);
    }
}
