package org.fairlead.server.core.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.overview.OverviewStore.CommandCounts;
import org.fairlead.server.core.overview.OverviewStore.EventCount;
import org.fairlead.server.core.overview.OverviewStore.GroupCounts;
import org.fairlead.server.core.overview.OverviewStore.OnlinePoint;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyBook;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.jspecify.annotations.Nullable;

/** Makes overviews. The fleet is counted at most once in two seconds, whoever asks; each caller gets the own part. */
public final class Overviews {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration ROLLOUTS = Duration.ofDays(7);
    private static final int MAX_ROLLOUTS = 5;
    private static final Duration HISTORY = Duration.ofHours(24);
    private static final Duration KEEP_HISTORY = Duration.ofDays(8);
    private static final int STEP_MINUTES = 5;

    private final UnitOfWork unit;
    private final OverviewStore store;
    private final Fleet fleet;
    private final InstantSource clock;
    private final EventHours hours;
    private final Supplier<List<Overview.Cause>> ownCauses;
    private @Nullable Counted last;

    /** The own causes are those of the server itself, which only those hear of who see everything. */
    public Overviews(
            UnitOfWork unit,
            OverviewStore store,
            Fleet fleet,
            Supplier<List<Overview.Cause>> ownCauses,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.fleet = fleet;
        this.clock = clock;
        this.hours = new EventHours(store);
        this.ownCauses = ownCauses;
    }

    private record Counted(
            Instant at,
            List<GroupCounts> devices,
            List<EventCount> events,
            List<CommandCounts> commands,
            List<OnlinePoint> online) {}

    public Overview of(Caller caller) {
        Scope scope = caller.scope(Right.VIEW);
        Counted counted = counted();
        PolicyBook book = fleet.book();
        Set<UUID> covered = book.tree().covered(scope);
        List<GroupCounts> managed =
                in(counted.devices(), c -> c.group() != null && (scope.everywhere() || covered.contains(c.group())));
        long unassigned =
                scope.everywhere() ? sum(in(counted.devices(), c -> c.group() == null), GroupCounts::devices) : 0;
        Predicate<@Nullable UUID> seen = g -> scope.everywhere() || (g != null && covered.contains(g));
        List<CommandCounts> commands = in(counted.commands(), c -> seen.test(c.group()));
        return new Overview(
                devices(managed, unassigned),
                causes(managed, scope.everywhere() ? ownCauses.get() : List.of()),
                hours(in(counted.events(), c -> seen.test(c.group())), counted.at()),
                lag(managed),
                rollouts(book, scope, counted),
                new Overview.Commands(
                        sum(commands, CommandCounts::queued),
                        sum(commands, CommandCounts::delivered),
                        sum(commands, CommandCounts::failed),
                        sum(commands, CommandCounts::done)),
                scope.everywhere() ? counted.online() : List.of());
    }

    /** Notes how many devices are online; called every five minutes. */
    public void noteOnline() {
        long minutes = clock.instant().getEpochSecond() / 60;
        Instant at = Instant.ofEpochSecond((minutes - minutes % STEP_MINUTES) * 60);
        unit.runInTx(tx -> {
            store.noteOnline(tx, at);
            store.forgetOnline(tx, at.minus(KEEP_HISTORY));
        });
    }

    private synchronized Counted counted() {
        Instant now = clock.instant();
        Counted known = last;
        if (known == null || !now.isBefore(known.at().plus(FRESH)) || now.isBefore(known.at())) {
            known = unit.read(tx -> new Counted(
                    now,
                    store.devices(tx),
                    hours.counts(tx, now),
                    store.commands(tx, now.minus(HISTORY)),
                    store.online(tx, now.minus(HISTORY))));
            last = known;
        }
        return known;
    }

    private static Overview.Devices devices(List<GroupCounts> managed, long unassigned) {
        long count = sum(managed, GroupCounts::devices);
        return new Overview.Devices(
                count + unassigned,
                count,
                unassigned,
                sum(managed, GroupCounts::online),
                sum(managed, GroupCounts::ok),
                sum(managed, GroupCounts::warning),
                sum(managed, GroupCounts::critical),
                sum(managed, GroupCounts::pending),
                sum(managed, GroupCounts::failed));
    }

    private static List<Overview.Cause> causes(List<GroupCounts> managed, List<Overview.Cause> own) {
        List<Overview.Cause> all = List.of(
                new Overview.Cause(
                        "no-contact", "critical", sum(managed, c -> c.causes().silentCritical())),
                new Overview.Cause(
                        "settings-not-applied",
                        "critical",
                        sum(managed, c -> c.causes().pendingCritical())),
                new Overview.Cause(
                        "cloned", "critical", sum(managed, c -> c.causes().cloned())),
                new Overview.Cause(
                        "no-contact", "warning", sum(managed, c -> c.causes().silentWarning())),
                new Overview.Cause(
                        "settings-not-applied",
                        "warning",
                        sum(managed, c -> c.causes().pendingWarning())),
                new Overview.Cause(
                        "settings-failed",
                        "warning",
                        sum(managed, c -> c.causes().failed())),
                new Overview.Cause(
                        "clock", "warning", sum(managed, c -> c.causes().clock())));
        List<Overview.Cause> phones = new ArrayList<>();
        Map<String, long[]> byCause = new LinkedHashMap<>();
        managed.forEach(c -> c.causes().phones().forEach(p -> {
            long[] counts = byCause.computeIfAbsent(p.cause(), k -> new long[2]);
            counts[0] += p.critical();
            counts[1] += p.warning();
        }));
        byCause.forEach((cause, counts) -> phones.add(new Overview.Cause(cause, "critical", counts[0])));
        byCause.forEach((cause, counts) -> phones.add(new Overview.Cause(cause, "warning", counts[1])));
        return Stream.of(own, all, phones)
                .flatMap(List::stream)
                .filter(c -> c.count() > 0)
                .toList();
    }

    private static List<Overview.Hour> hours(List<EventCount> counts, Instant now) {
        Map<Instant, long[]> byHour = new LinkedHashMap<>();
        Instant first = EventHours.first(now);
        for (int i = 0; i < EventHours.HOURS; i++) {
            byHour.put(first.plus(i, ChronoUnit.HOURS), new long[4]);
        }
        for (EventCount count : counts) {
            long[] levels = byHour.get(count.hour());
            if (levels != null) {
                levels[count.level().ordinal()] += count.count();
            }
        }
        List<Overview.Hour> hours = new ArrayList<>();
        byHour.forEach((hour, n) -> hours.add(new Overview.Hour(hour, n[0], n[1], n[2], n[3])));
        return hours;
    }

    private static OverviewStore.Lag lag(List<GroupCounts> managed) {
        return new OverviewStore.Lag(
                sum(managed, c -> c.lag().under1m()),
                sum(managed, c -> c.lag().under15m()),
                sum(managed, c -> c.lag().under1h()),
                sum(managed, c -> c.lag().under1d()),
                sum(managed, c -> c.lag().over1d()));
    }

    private static List<Overview.Rollout> rollouts(PolicyBook book, Scope scope, Counted counted) {
        Map<UUID, GroupCounts> byGroup = new HashMap<>();
        for (GroupCounts c : counted.devices()) {
            UUID group = c.group();
            if (group != null) {
                byGroup.put(group, c);
            }
        }
        return book.policies().stream()
                .filter(p -> p.status() == Policy.Status.ACTIVE && p.audience() == null)
                .filter(p -> p.changedAt().isAfter(counted.at().minus(ROLLOUTS)))
                .filter(p -> scope.contains(book.tree().path(p.group())))
                .sorted(Comparator.comparing(Policy::changedAt).reversed())
                .limit(MAX_ROLLOUTS)
                .map(p -> rollout(book, p, byGroup))
                .toList();
    }

    private static Overview.Rollout rollout(PolicyBook book, Policy policy, Map<UUID, GroupCounts> byGroup) {
        List<GroupCounts> reached = new ArrayList<>();
        for (UUID group : book.tree().subtree(policy.group())) {
            GroupCounts counts = byGroup.get(group);
            if (counts != null
                    && EffectiveSettings.inherited(book.layers(group, policy.platform())).stream()
                            .anyMatch(layer -> layer.id().equals(policy.id()))) {
                reached.add(counts);
            }
        }
        return new Overview.Rollout(
                policy.id(),
                policy.name(),
                book.tree().get(policy.group()).name(),
                policy.revision(),
                policy.changedAt(),
                sum(reached, GroupCounts::devices),
                sum(reached, GroupCounts::applied),
                sum(reached, GroupCounts::failed));
    }

    private static <T> List<T> in(List<T> all, Predicate<T> part) {
        return all.stream().filter(part).toList();
    }

    private static <T> long sum(List<T> all, ToLongFunction<T> number) {
        return all.stream().mapToLong(number).sum();
    }
}
