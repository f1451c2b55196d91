package org.fairlead.thinclient.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.fairlead.thinclient.apply.Appliers;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.state.SettingsState;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Keeps the settings and makes the device obey them. */
final class SettingsKeeper {
    private static final Duration OWN_VALUES_WAIT = Duration.ofSeconds(10);

    private static final String ADDRESS = "server.connection.address";
    private static final String PORT = "server.connection.port";

    private final DeviceState state;
    private final Records records;
    private final ServerLink link;
    private final Appliers appliers;
    private final TrustStore trust;
    private final InstantSource clock;
    private final Executor worker;
    private Instant ownChanged = Instant.EPOCH;
    private Instant synchronised = Instant.EPOCH;
    private Instant withServer;

    SettingsKeeper(
            DeviceState state,
            Records records,
            ServerLink link,
            Appliers appliers,
            TrustStore trust,
            InstantSource clock,
            Executor worker) {
        this.state = state;
        this.records = records;
        this.link = link;
        this.appliers = appliers;
        this.trust = trust;
        this.clock = clock;
        this.worker = worker;
        this.withServer = clock.instant();
    }

    void save(Map<String, @Nullable Object> changes) {
        synchronized (state) {
            Map<String, @Nullable Object> own =
                    new LinkedHashMap<>(state.settings().own());
            own.putAll(changes);
            state.settings(state.settings().own(own));
            ownChanged = clock.instant();
            if (state.identity() != null) {
                records.localChange(changes);
            }
            records.log(
                    EventLog.Severity.INFO,
                    "settings",
                    "changed on the device: " + String.join(", ", changes.keySet()));
        }
        apply("");
        link.nudge();
    }

    /** The server is at this address from now on, also by the settings, so that they do not lead back. */
    void keepServer(String host, int port) {
        Map<String, Object> effective = state.view().values();
        boolean same = host.equals(Values.text(effective, ADDRESS)) && port == Values.number(effective, PORT, 8444);
        if (!same) {
            save(Map.of(ADDRESS, host, PORT, (long) port));
        }
    }

    /** Obeys the settings in force; with a hash, reports to the server what became of them. */
    void apply(String reportHash) {
        worker.execute(() -> {
            Map<String, Object> effective = state.view().values();
            state.changed();
            trust(Values.texts(effective.get("certificates.trusted.list")));
            List<Up.BlockResult> outcome = new ArrayList<>(appliers.apply(effective));
            outcome.replaceAll(result -> switch (result.block()) {
                case "server.connection" -> link.move(effective);
                case "certificates.trusted" -> new Up.BlockResult(result.block(), Up.BlockResult.State.APPLIED, null);
                default -> result;
            });
            Map<String, Up.BlockResult> byBlock = new LinkedHashMap<>();
            outcome.forEach(result -> byBlock.put(result.block(), result));
            state.results(byBlock);
            if (!reportHash.isEmpty()) {
                report(reportHash, outcome);
            }
            state.changed();
        });
    }

    private void trust(List<String> pems) {
        TrustStore.Changed changed = trust.central(pems);
        for (String subject : changed.added()) {
            records.audit("certificate-trusted", Map.of("subject", subject));
            records.event(EventCode.CERTIFICATE_ADDED, Map.of("subject", subject));
        }
        for (String subject : changed.removed()) {
            records.audit("certificate-no-longer-trusted", Map.of("subject", subject));
        }
        if (changed.ownDeleted() > 0) {
            records.audit("own-certificates-deleted", Map.of("count", changed.ownDeleted()));
        }
    }

    private void report(String hash, List<Up.BlockResult> outcome) {
        List<String> failed = outcome.stream()
                .filter(result -> result.state() == Up.BlockResult.State.FAILED)
                .map(Up.BlockResult::block)
                .toList();
        for (Up.BlockResult result : outcome) {
            if (result.state() != Up.BlockResult.State.APPLIED) {
                records.log(EventLog.Severity.WARNING, "settings", result.block() + ": " + result.reason());
            }
        }
        records.event(
                failed.isEmpty() ? EventCode.POLICY_APPLIED : EventCode.POLICY_FAILED,
                failed.isEmpty() ? Map.of("hash", hash) : Map.of("hash", hash, "blocks", String.join(", ", failed)));
        link.report(hash, outcome);
    }

    /** The server has answered: the settings of the office hold again. */
    void greeted() {
        synchronized (state) {
            synchronised = clock.instant();
        }
        outOfOffice();
    }

    /** What time brings: synchronisation, the end of the user's own values, the out-of-office policy. */
    void tick() {
        boolean drop;
        boolean due;
        synchronized (state) {
            boolean online = state.connection() == Connection.ONLINE;
            long period = state.officeNumber("server.sync.period", 15);
            due = online && Duration.between(synchronised, clock.instant()).toMinutes() >= period;
            if (due) {
                synchronised = clock.instant();
            }
            drop = state.identity() != null
                    && !state.settings().own().isEmpty()
                    && online
                    && !records.outbox().waitsForLocalChange()
                    && Duration.between(ownChanged, clock.instant()).compareTo(OWN_VALUES_WAIT) > 0;
            if (drop) {
                state.settings(state.settings().own(Map.of()));
            }
        }
        if (drop) {
            apply("");
        }
        if (due) {
            link.synchronise();
        }
        outOfOffice();
    }

    private void outOfOffice() {
        boolean away;
        synchronized (state) {
            SettingsState settings = state.settings();
            Instant now = clock.instant();
            boolean online = state.connection() == Connection.ONLINE;
            if (online) {
                withServer = now;
            }
            long minutes = state.officeNumber("server.sync.outOfOfficeAfter", 0);
            boolean due = minutes > 0 && Duration.between(withServer, now).compareTo(Duration.ofMinutes(minutes)) >= 0;
            away = settings.outOfOffice() != null && !online && (settings.isAway() || due);
            if (away == settings.isAway()) {
                return;
            }
            state.settings(settings.away(away));
            records.audit(away ? "out-of-office" : "back-in-office", Map.of());
        }
        records.log(
                EventLog.Severity.INFO,
                "settings",
                away ? "no server for long: the out-of-office policy holds" : "the server is back: its settings hold");
        apply("");
    }
}
