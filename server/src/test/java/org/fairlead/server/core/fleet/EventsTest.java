package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.event.EventCodes;
import org.fairlead.server.core.event.EventFilter;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.Events;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.event.RetentionDays;
import org.fairlead.server.core.event.StoredEvent;
import org.fairlead.server.store.PgEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private World world;
    private Events events;
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    @BeforeEach
    void start() throws Exception {
        world = new World();
        events = new Events(
                world.unit,
                new PgEvents(world.workspace, world.fleet),
                RetentionDays.DEFAULT,
                (tx, list) -> {},
                world.changes,
                () -> now);
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void eventsAreListedNewestFirstInPartsAndByEachFilter() {
        UUID device = world.enrol("kiosk").device();
        List<NewEvent> many = new ArrayList<>();
        for (long seq = 1; seq <= 250; seq++) {
            many.add(new NewEvent(device, seq, now.plusMillis(seq), "D01.started", Map.of("n", seq)));
        }
        append(many);
        now = now.plus(Duration.ofDays(9));
        append(List.of(NewEvent.ofServer(now, "S05.identity-cloned", Map.of("address", "10.1.2.3"))));
        List<StoredEvent> first = list(EventFilter.ALL, Optional.empty(), 100);
        assertThat(first.getFirst().level()).isEqualTo(EventLevel.CRITICAL);
        assertThat(first.get(1).args()).containsEntry("n", 250L);
        List<StoredEvent> rest =
                list(EventFilter.ALL, Optional.of(first.getLast().id()), 500);
        assertThat(rest).hasSize(151);
        assertThat(rest.getLast().seq()).isEqualTo(1L);
        assertThat(rest.getLast().deviceName()).isNotEmpty();

        assertThat(search("клон")).isEmpty();
        assertThat(search("10.1.2.3")).hasSize(1);
        assertThat(search("удостоверением")).hasSize(1);
        assertThat(search("kiosk")).hasSize(250);
        assertThat(search("100%")).isEmpty();
        assertThat(list(new EventFilter(Set.of(EventLevel.CRITICAL), Set.of(), null, null, null, null, "")))
                .hasSize(1);
        assertThat(list(new EventFilter(Set.of(), Set.of("D01.started"), device, null, null, null, "")))
                .hasSize(250);
        Instant start = Instant.parse("2026-11-21T12:00:00Z");
        assertThat(list(new EventFilter(
                        Set.of(), Set.of(), null, null, start.plusMillis(10), start.plusMillis(20), "")))
                .hasSize(10);
    }

    @Test
    void whatADeviceInventsIsStoredAsUnknownAndCannotStopTheQueue() {
        UUID device = world.enrol("a").device();
        append(List.of(
                new NewEvent(device, 1L, now, "S15.audit-broken", Map.of()),
                new NewEvent(device, 2L, now, "X\0", Map.of("bad\0", "\uD800")),
                new NewEvent(device, 3L, now, "D01.started", Map.of("x", "y".repeat(9_000)))));
        List<StoredEvent> stored = list(EventFilter.ALL);
        assertThat(stored).extracting(StoredEvent::level).containsOnly(EventLevel.INFO);
        assertThat(stored)
                .extracting(StoredEvent::code)
                .containsExactly("D01.started", EventCodes.UNKNOWN, EventCodes.UNKNOWN);
        assertThat(stored.getFirst().args()).containsOnlyKeys("tooLong");
        assertThat(stored.getLast().title().en()).contains("S15.audit-broken");
    }

    @Test
    void aCallerSeesTheEventsOfTheirGroupsAndTheServersOwnOnlyWithTheRightEverywhere() {
        UUID group =
                world.groups.create(world.admin, "A", world.fleet.tree().root()).id();
        UUID inside = world.enrol("in").device();
        UUID outside = world.enrol("out").device();
        world.service.move(world.admin, List.of(inside), null, group, false);
        append(List.of(
                new NewEvent(inside, 1L, now, "D01.started", Map.of()),
                new NewEvent(outside, 1L, now, "D01.started", Map.of()),
                NewEvent.ofServer(now, "S11.server-started", Map.of())));
        Caller scoped = World.caller(Scope.subtrees(Set.of(group)));
        assertThat(events.list(scoped, EventFilter.ALL, 10, Optional.empty()))
                .extracting(StoredEvent::device)
                .containsExactly(inside);
        assertThat(list(EventFilter.ALL)).hasSize(3);
        assertThat(list(new EventFilter(Set.of(), Set.of(), null, group, null, null, "")))
                .hasSize(1);
    }

    @Test
    void oldWeeksAreDroppedByLevelAndNothingYoungerGoes() {
        Map<String, Instant> written = new HashMap<>();
        for (int week = 0; week < 30; week++) {
            for (String code : List.of("D01.started", "D04.connection-lost", "S09.command-failed", "S16.storage")) {
                append(List.of(NewEvent.ofServer(now, code, Map.of("problem", code + week))));
                written.put(code + week, now);
            }
            now = now.plus(Duration.ofDays(7));
        }
        events.maintain();
        Map<String, Integer> days =
                Map.of("D01.started", 30, "D04.connection-lost", 90, "S09.command-failed", 180, "S16.storage", 180);
        Set<String> left = new java.util.HashSet<>();
        list(EventFilter.ALL, Optional.empty(), 1_000)
                .forEach(e -> left.add((String) e.args().get("problem")));
        written.forEach((key, at) -> {
            int kept = days.get(key.replaceAll("[0-9]+$", ""));
            if (at.isAfter(now.minus(Duration.ofDays(kept)))) {
                assertThat(left).as("younger than its term").contains(key);
            }
            if (at.isBefore(now.minus(Duration.ofDays(kept + 7)))) {
                assertThat(left).as("older than its term and a week").doesNotContain(key);
            }
        });
    }

    private void append(List<NewEvent> list) {
        world.unit.runInTx(tx -> events.append(tx, list));
    }

    private List<StoredEvent> search(String text) {
        return list(new EventFilter(Set.of(), Set.of(), null, null, null, null, text));
    }

    private List<StoredEvent> list(EventFilter filter) {
        return list(filter, Optional.empty(), 500);
    }

    private List<StoredEvent> list(EventFilter filter, Optional<UUID> before, int limit) {
        return events.list(world.admin, filter, limit, before);
    }
}
