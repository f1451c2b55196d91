package org.fairlead.server.core.android;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.android.ApkInspector.UnfitApk;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.jspecify.annotations.Nullable;

/**
 * The agent that this server hands out: an operator's own build where one is active, else the one that came with the
 * server. Uploaded builds are in the database; the active one lies beside as a file that is sent. Any thread may call.
 */
public final class AgentBuilds {
    /** Largest build, in bytes. */
    public static final long MAX_BYTES = 32L << 20;

    /** Builds kept; the oldest that is not active goes when another comes. */
    public static final int KEPT = 10;

    private final UnitOfWork unit;
    private final AgentBuildStore store;
    private final ApkInspector inspector;
    private final AgentFiles files;
    private final AuditLog audit;
    private final Changes changes;
    private final InstantSource clock;
    private final ReentrantLock upload = new ReentrantLock();

    public AgentBuilds(
            UnitOfWork unit,
            AgentBuildStore store,
            ApkInspector inspector,
            AgentFiles files,
            AuditLog audit,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.inspector = inspector;
        this.files = files;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** The agent as it is handed out. */
    public record Hosted(AgentApk apk, Path file, boolean own, boolean inStore) {}

    /** Everything that an administrator wants to see of it. */
    public record Sheet(
            Optional<AgentApk> current,
            Optional<AgentApk> bundled,
            Optional<String> problem,
            List<AgentBuild> builds,
            List<AgentBuildStore.VersionCount> phones,
            boolean inStore) {}

    /** What a change would do, for the administrator to agree to. */
    public record Consequences(
            List<AgentRisk> risks, @Nullable AgentApk from, AgentApk to, int phones) {}

    /** The agent; empty when there is none that can be handed out. */
    public Optional<Hosted> current() {
        record Found(Optional<AgentBuild> build, boolean inStore) {}
        Found found = unit.read(tx -> new Found(store.active(tx), store.inStore(tx)));
        if (found.build().isEmpty()) {
            return files.bundled().map(b -> new Hosted(b.apk(), b.file(), false, found.inStore()));
        }
        AgentBuild build = found.build().get();
        Path file = files.of(build.apk(), () -> unit.read(tx -> store.content(tx, build.id())));
        return Optional.of(new Hosted(build.apk(), file, true, found.inStore()));
    }

    public Sheet sheet() {
        return unit.read(this::sheet);
    }

    private Sheet sheet(Tx tx) {
        List<AgentBuild> builds = store.builds(tx);
        return new Sheet(now(tx), bundled(), files.problem(), builds, store.phones(tx), store.inStore(tx));
    }

    /** Takes a build into use once it has been read, verified and agreed to. */
    public Sheet upload(Caller caller, InputStream content, Set<AgentRisk> agreed) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        if (!upload.tryLock()) {
            throw new Problem.TooMany("another upload of an agent is under way, try again when it has ended", 10);
        }
        try {
            return upload(caller, files.receive(content, MAX_BYTES), agreed);
        } finally {
            upload.unlock();
        }
    }

    private Sheet upload(Caller caller, Path received, Set<AgentRisk> agreed) {
        try {
            AgentApk apk = inspector.inspect(received);
            byte[] bytes = Files.readAllBytes(received);
            return unit.inTx(tx -> {
                List<AgentBuild> builds = store.builds(tx);
                Optional<AgentBuild> same = builds.stream()
                        .filter(b -> b.apk().sha256().equals(apk.sha256()))
                        .findFirst();
                agree(tx, apk, agreed);
                UUID id = same.map(AgentBuild::id).orElseGet(() -> Ids.next(clock));
                if (same.isEmpty()) {
                    store.insert(
                            tx,
                            new AgentBuild(
                                    id, apk, clock.instant(), caller.actor().name(), false),
                            bytes);
                    trim(tx, builds);
                }
                store.activate(tx, id);
                note(tx, caller, "android-agent.upload", apk, agreed);
                return sheet(tx);
            });
        } catch (UnfitApk e) {
            throw new Problem.Invalid("file", e.reason());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the uploaded build", e);
        } finally {
            files.discard(received);
        }
    }

    /** One more is about to be active: of the others the newest stay. */
    private void trim(Tx tx, List<AgentBuild> before) {
        before.stream().filter(b -> !b.active()).skip(KEPT - 2L).forEach(b -> store.delete(tx, b.id()));
    }

    /** Goes back, or forward, to a build that is kept; without one to the build that came with the server. */
    public Sheet activate(Caller caller, @Nullable UUID build, Set<AgentRisk> agreed) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.inTx(tx -> {
            AgentApk next = build == null
                    ? bundled()
                            .orElseThrow(() -> new Problem.Conflict(
                                    "no agent came with this server: build it with ./fairlead apk"))
                    : find(tx, build).apk();
            agree(tx, next, agreed);
            store.activate(tx, build);
            note(tx, caller, "android-agent.activate", next, agreed);
            return sheet(tx);
        });
    }

    /** Forgets a build that is not active. */
    public Sheet delete(Caller caller, UUID build) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.inTx(tx -> {
            AgentBuild found = find(tx, build);
            if (found.active()) {
                throw new Problem.Conflict("phones get this build: put another in its place first");
            }
            store.delete(tx, build);
            note(tx, caller, "android-agent.delete", found.apk(), Set.of());
            return sheet(tx);
        });
    }

    /** Whether landing pages send phones to Google Play instead of to this server. */
    public Sheet setInStore(Caller caller, boolean listed) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.inTx(tx -> {
            store.setInStore(tx, listed);
            audit.record(tx, caller.actor(), "android-agent.store", "server", null, null, Map.of("googlePlay", listed));
            tx.afterCommit(() -> changes.publish("android"));
            return sheet(tx);
        });
    }

    private AgentBuild find(Tx tx, UUID id) {
        return store.builds(tx).stream()
                .filter(b -> b.id().equals(id))
                .findFirst()
                .orElseThrow(Problem.NotFound::new);
    }

    private Optional<AgentApk> now(Tx tx) {
        return store.active(tx).map(AgentBuild::apk).or(this::bundled);
    }

    private Optional<AgentApk> bundled() {
        return files.bundled().map(AgentFiles.Bundled::apk);
    }

    private void agree(Tx tx, AgentApk next, Set<AgentRisk> agreed) {
        Optional<AgentApk> before = now(tx);
        List<AgentRisk> risks = AgentRisk.of(before, next);
        if (agreed.containsAll(risks)) {
            return;
        }
        int phones = store.phones(tx).stream()
                .mapToInt(AgentBuildStore.VersionCount::phones)
                .sum();
        String text =
                String.join("; ", risks.stream().map(r -> r.consequence(phones)).toList());
        throw new Problem.Conflict(
                "agent-changes",
                text + "; confirm that it shall be so",
                new Consequences(risks, before.orElse(null), next, phones));
    }

    private void note(Tx tx, Caller caller, String action, AgentApk apk, Set<AgentRisk> agreed) {
        audit.record(
                tx,
                caller.actor(),
                action,
                "server",
                null,
                null,
                Map.of(
                        "package",
                        apk.packageName(),
                        "version",
                        apk.version() + " (" + apk.versionCode() + ")",
                        "sha256",
                        apk.sha256(),
                        "signer",
                        apk.signer(),
                        "agreed",
                        agreed.stream().map(AgentRisk::wire).sorted().toList()));
        tx.afterCommit(() -> changes.publish("android"));
    }
}
