package org.fairlead.server.core.confirm;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.Workspace;
import org.fairlead.server.core.confirm.SecretStore.GroupSecret;
import org.fairlead.server.core.confirm.SecretStore.Purpose;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.LeaveListener;
import org.fairlead.server.core.device.Nudger;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.core.settings.PolicyLayer;
import org.jspecify.annotations.Nullable;

/**
 * The secrets behind offline codes: made when they are first needed, renewed every 90 days and when a device leaves a
 * group, handed to devices in a group. A device's own secret is renewed only while it is handed over, so that a device
 * that is away keeps one that answers. Any thread may call.
 */
public final class CodeSecrets implements LeaveListener {
    public static final Duration LIFE = Duration.ofDays(90);
    /** A group's shared key is renewed at most this often because of devices that leave. */
    public static final Duration LEAVE_SPACING = Duration.ofHours(1);

    private static final int NUDGED_AT_ONCE = 500;

    private final UnitOfWork unit;
    private final SecretStore store;
    private final Fleet fleet;
    private final Sealer sealer;
    private final Workspace workspace;
    private final Nudger nudger;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<UUID, Map<Purpose, Integer>> epochs = new ConcurrentHashMap<>();

    public CodeSecrets(
            UnitOfWork unit,
            SecretStore store,
            Fleet fleet,
            Sealer sealer,
            Workspace workspace,
            Nudger nudger,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.fleet = fleet;
        this.sealer = sealer;
        this.workspace = workspace;
        this.nudger = nudger;
        this.clock = clock;
        refresh();
    }

    public Workspace workspace() {
        return workspace;
    }

    /** Takes over the epochs that another node or a command on the host has made. */
    public void refresh() {
        epochs.putAll(unit.read(store::epochs));
    }

    /** The group whose certificate key the devices of a group hold: the nearest with an active policy, else the root. */
    public UUID certificateGroup(UUID group) {
        List<PolicyLayer> layers = fleet.book().layers(group, Policy.THIN_CLIENT);
        return layers.isEmpty() ? fleet.tree().root() : layers.getLast().group();
    }

    /** The name of the keys of a group's devices, without their own part. */
    public String version(UUID group) {
        return version(group, epochs);
    }

    private String version(UUID group, Map<UUID, Map<Purpose, Integer>> known) {
        UUID certificate = certificateGroup(group);
        StringBuilder text = new StringBuilder(workspace.name())
                .append('\n')
                .append(certificate)
                .append(' ')
                .append(epoch(known, certificate, Purpose.CERTIFICATE));
        for (UUID step : fleet.tree().path(group)) {
            text.append('\n').append(step).append(' ').append(epoch(known, step, Purpose.GROUP));
        }
        byte[] hash = CodeKeys.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 8);
    }

    private static int epoch(Map<UUID, Map<Purpose, Integer>> known, UUID group, Purpose purpose) {
        return known.getOrDefault(group, Map.of()).getOrDefault(purpose, 0);
    }

    /** Gives the keys of a device, or nothing when it has them all. */
    public Optional<Down.CodeKeys> have(Tx tx, UUID device, @Nullable UUID group, int deviceNumber, String version) {
        if (group == null || fleet.tree().find(group).isEmpty()) {
            if (version.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Down.CodeKeys("", workspace.name(), deviceNumber, List.of()));
        }
        SecretStore.DeviceRow row = store.lockDevice(tx, device);
        Instant now = clock.instant();
        UUID certificate = certificateGroup(group);
        List<UUID> path = fleet.tree().path(group);
        List<GroupSecret> secrets = ensure(tx, path, certificate);
        int epoch = row.epoch();
        if (epoch == 0 || row.rotate() || before(row.madeAt(), now.minus(LIFE))) {
            epoch++;
            store.insert(
                    tx, new SecretStore.DeviceSecret(device, epoch, sealer.seal(fresh(), context(device, epoch)), now));
        }
        String wanted = version(group, newest(secrets)) + "." + epoch;
        if (wanted.equals(version)) {
            store.held(tx, device, version, now);
            return Optional.empty();
        }
        Map<String, Integer> groups = new LinkedHashMap<>();
        List<Down.CodeKey> keys = new ArrayList<>();
        for (SecretStore.DeviceSecret own : store.ofDevice(tx, device)) {
            keys.add(key(Down.CodeKey.Kind.DEVICE, null, own.epoch(), open(own)));
        }
        for (GroupSecret secret : secrets) {
            if (secret.retired()) {
                continue;
            }
            if (secret.purpose() == Purpose.GROUP) {
                keys.add(key(
                        Down.CodeKey.Kind.GROUP,
                        secret,
                        secret.epoch(),
                        CodeKeys.groupKey(open(secret), secret.group())));
                groups.merge(secret.group().toString(), secret.epoch(), Math::max);
            } else if (secret.group().equals(certificate)) {
                byte[] own = CodeKeys.certificateKey(open(secret), secret.group(), deviceNumber);
                keys.add(key(Down.CodeKey.Kind.CERTIFICATE, secret, secret.epoch(), own));
            }
        }
        store.sent(tx, device, wanted, certificate, groups);
        return Optional.of(new Down.CodeKeys(wanted, workspace.name(), deviceNumber, keys));
    }

    private static boolean before(@Nullable Instant time, Instant limit) {
        return time == null || time.isBefore(limit);
    }

    private Down.CodeKey key(Down.CodeKey.Kind kind, @Nullable GroupSecret secret, int epoch, byte[] bytes) {
        return new Down.CodeKey(
                kind,
                secret == null ? null : secret.group().toString(),
                secret == null
                        ? null
                        : fleet.tree().find(secret.group()).map(g -> g.name()).orElse(secret.groupName()),
                epoch,
                Base64.getEncoder().encodeToString(bytes));
    }

    private static Map<UUID, Map<Purpose, Integer>> newest(List<GroupSecret> secrets) {
        Map<UUID, Map<Purpose, Integer>> newest = new LinkedHashMap<>();
        secrets.forEach(s ->
                newest.computeIfAbsent(s.group(), k -> new LinkedHashMap<>()).merge(s.purpose(), s.epoch(), Math::max));
        return newest;
    }

    /** The secrets of these groups; the first ones are made here. */
    List<GroupSecret> ensure(Tx tx, Collection<UUID> groups, UUID certificate) {
        Set<UUID> all = new LinkedHashSet<>(groups);
        all.add(certificate);
        List<GroupSecret> secrets = store.ofGroups(tx, all);
        Map<UUID, Map<Purpose, Integer>> known = newest(secrets);
        boolean made = false;
        for (UUID group : all) {
            if (groups.contains(group) && epoch(known, group, Purpose.GROUP) == 0) {
                made |= make(tx, group, Purpose.GROUP, 1);
            }
        }
        if (epoch(known, certificate, Purpose.CERTIFICATE) == 0) {
            made |= make(tx, certificate, Purpose.CERTIFICATE, 1);
        }
        return made ? store.ofGroups(tx, all) : secrets;
    }

    private boolean make(Tx tx, UUID group, Purpose purpose, int epoch) {
        GroupSecret secret = new GroupSecret(
                workspace.id(),
                group,
                purpose,
                epoch,
                sealer.seal(fresh(), context(workspace.id(), group, purpose, epoch)),
                fleet.tree().find(group).map(g -> g.name()).orElse(""),
                workspace.name(),
                clock.instant(),
                false);
        store.insert(tx, secret);
        tx.afterCommit(() -> epochs.merge(group, Map.of(purpose, epoch), (old, now) -> {
            Map<Purpose, Integer> merged = new LinkedHashMap<>(old);
            merged.merge(purpose, epoch, Math::max);
            return Map.copyOf(merged);
        }));
        return true;
    }

    /** A new secret for a group; with {@code retire} no older shared key counts any more. */
    int renew(Tx tx, UUID group, Purpose purpose, boolean retire) {
        int epoch = store.ofGroups(tx, List.of(group)).stream()
                        .filter(s -> s.purpose() == purpose)
                        .mapToInt(GroupSecret::epoch)
                        .max()
                        .orElse(0)
                + 1;
        make(tx, group, purpose, epoch);
        if (retire) {
            store.retire(tx, group, epoch);
        }
        return epoch;
    }

    /** Renews what is due; called about every minute. */
    public void rotate() {
        Instant now = clock.instant();
        for (Purpose purpose : Purpose.values()) {
            for (UUID group : unit.read(tx -> store.madeBefore(tx, purpose, now.minus(LIFE)))) {
                unit.runInTx(tx -> renew(tx, group, purpose, false));
            }
        }
        for (UUID group : unit.read(tx -> store.left(tx, now.minus(LEAVE_SPACING)))) {
            unit.runInTx(tx -> {
                renew(tx, group, Purpose.GROUP, false);
                store.forgetLeft(tx, group);
            });
        }
        List<UUID> due = unit.read(tx -> store.dueOnline(tx, now.minus(LIFE), NUDGED_AT_ONCE));
        nudger.nudge(due, Down.Topic.CODES);
    }

    @Override
    public void leaving(Tx tx, Collection<DeviceRef> devices, @Nullable UUID to) {
        List<UUID> stays = to == null ? List.of() : fleet.tree().path(to);
        Set<UUID> groups = new LinkedHashSet<>();
        List<DeviceRef> leaving = new ArrayList<>();
        for (DeviceRef device : devices) {
            UUID from = device.group();
            if (from != null && !from.equals(to)) {
                fleet.tree().path(from).stream().filter(g -> !stays.contains(g)).forEach(groups::add);
                leaving.add(device);
            }
        }
        if (!leaving.isEmpty()) {
            store.left(tx, leaving, groups, clock.instant());
        }
    }

    /** Whether a code of this form can have been made with a secret of this server at that time. */
    boolean ours(Tx tx, DeviceRecord.CodeUsed used, UUID device, @Nullable UUID group, Instant at) {
        return switch (used.form()) {
            case DEVICE -> store.gave(tx, device, used.epoch(), at);
            case CERTIFICATE -> group != null && store.knows(tx, group, Purpose.CERTIFICATE, used.epoch());
            case GROUP -> group != null && store.knows(tx, group, Purpose.GROUP, used.epoch());
        };
    }

    byte[] open(GroupSecret secret) {
        return sealer.open(secret.sealed(), context(secret.origin(), secret.group(), secret.purpose(), secret.epoch()));
    }

    byte[] open(SecretStore.DeviceSecret secret) {
        return sealer.open(secret.sealed(), context(secret.device(), secret.epoch()));
    }

    private byte[] fresh() {
        byte[] secret = new byte[CodeKeys.BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private static String context(UUID device, int epoch) {
        return "code_device_secret/" + device + "/" + epoch;
    }

    /** What the sealed secret of a group is bound to. */
    public static String context(GroupSecret secret) {
        return context(secret.origin(), secret.group(), secret.purpose(), secret.epoch());
    }

    private static String context(UUID origin, UUID group, Purpose purpose, int epoch) {
        return "code_group_secret/" + origin + "/" + group + "/" + purpose.wire() + "/" + epoch;
    }
}
