package org.fairlead.protocol.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentSessionTest {
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final AgentSession session = new AgentSession(
            () -> new Up.Hello(
                    1,
                    "boot",
                    "h0",
                    outbox.dropped(),
                    new Up.DeviceInfo("host", "model", "serial", "os", "1", List.of(), Map.of())),
            outbox,
            new Random(7));

    @Test
    void saysHelloAndFetchesWhatWaits() {
        assertThat(session.tick(0)).containsExactly(new Action.Open());
        assertThat(sent(session.opened(1))).singleElement().isInstanceOf(Up.Hello.class);
        List<Action> actions = session.received(2, welcome(Set.of(Down.Topic.SETTINGS, Down.Topic.COMMANDS)));
        assertThat(sent(actions)).containsExactly(new Up.FetchSettings("h0"), new Up.FetchCommands());
    }

    @Test
    void keepsRecordsUntilTheServerHasStoredThem() {
        outbox.add(event(1));
        establish(0);
        outbox.add(event(2));
        assertThat(session.changed()).as("one batch in flight").isEmpty();
        assertThat(sent(session.received(5, Codec.print(new Down.Ack(1)))))
                .containsExactly(new Up.Records(List.of(event(2))));
        session.closed(6, "cut");
        assertThat(outbox.first(10)).containsExactly(event(2));
        long again = session.nextTick();
        session.tick(again);
        session.opened(again);
        assertThat(sent(session.received(again, welcome(Set.of())))).containsExactly(new Up.Records(List.of(event(2))));
    }

    @Test
    void aNudgeDuringAFetchLeadsToOneMoreFetch() {
        establish(0);
        String nudge = Codec.print(new Down.Nudge(Set.of(Down.Topic.SETTINGS)));
        assertThat(session.received(1, nudge)).hasSize(1);
        assertThat(session.received(2, nudge)).isEmpty();
        assertThat(session.received(3, nudge)).isEmpty();
        List<Action> actions = session.received(4, Codec.print(new Down.Settings("h1", Map.of("v", 1L))));
        assertThat(actions.get(0)).isEqualTo(new Action.Apply("h1", Map.of("v", 1L)));
        assertThat(sent(actions)).containsExactly(new Up.FetchSettings("h1"));
    }

    @Test
    void returnsWithinTheWindowAfterAStableSessionAndEverSlowerAfterFailures() {
        for (int seed = 0; seed < 200; seed++) {
            Reconnect reconnect = new Reconnect(new Random(seed));
            reconnect.window(30_000);
            assertThat(reconnect.next(true, true)).isBetween(0L, 29_999L);
            for (int failure = 0; failure < 40; failure++) {
                assertThat(reconnect.next(false, false)).isBetween(1L, Reconnect.MAX_MILLIS + 500);
            }
        }
    }

    @Test
    void shortSessionsDoNotStartTheDelaysAnew() {
        Reconnect reconnect = new Reconnect(new Random(1));
        long longest = 0;
        for (int i = 0; i < 60; i++) {
            longest = Math.max(longest, reconnect.next(true, false));
        }
        assertThat(longest).isGreaterThan(60_000);
    }

    @Test
    void comesBackAtTheSlotThatTheServerGave() {
        establish(0);
        assertThat(session.received(10, Codec.print(new Down.GoAway(12_345, "restart"))))
                .containsExactly(new Action.Close("restart"));
        session.closed(20, "");
        assertThat(session.nextTick()).isEqualTo(20 + 12_345);
    }

    @Test
    void aSilentServerIsLeft() {
        establish(0);
        assertThat(session.tick(100_000)).hasSize(1);
        assertThat(session.tick(10 + 3 * 60_000)).singleElement().isInstanceOf(Action.Close.class);
    }

    @Test
    void whatItCannotReadDoesNotEndTheSession() {
        establish(0);
        assertThat(session.received(1, "{\"t\":\"from-the-future\"}")).isEmpty();
        assertThat(session.received(1, "not json")).isEmpty();
        assertThat(session.established()).isTrue();
    }

    @Test
    void fetchesKeysForOfflineCodesAndSaysWhatItHasStored() {
        AgentSession coded = new AgentSession(
                () -> new Up.Hello(
                        1,
                        "boot",
                        "h0",
                        0,
                        new Up.DeviceInfo("host", "model", "serial", "os", "1", List.of(), Map.of()),
                        "v1",
                        List.of("pin")),
                outbox,
                new Random(7));
        coded.tick(0);
        coded.opened(1);
        assertThat(sent(coded.received(2, welcome(Set.of(Down.Topic.CODES))))).containsExactly(new Up.CodesHave("v1"));
        Down.CodeKeys keys = new Down.CodeKeys("v2", "acme", 7, List.of());
        assertThat(coded.received(3, Codec.print(keys))).containsExactly(new Action.StoreCodes(keys));
        assertThat(sent(coded.codesStored("v2"))).containsExactly(new Up.CodesHave("v2"));
        assertThat(coded.received(4, Codec.print(new Down.Pins(List.of("a", "b")))))
                .containsExactly(new Action.StorePins(List.of("a", "b")));
        assertThat(sent(coded.pinsStored(List.of("a", "b")))).containsExactly(new Up.PinsHave(List.of("a", "b")));
        coded.closed(5, "cut");
        assertThat(coded.codesStored("v2")).isEmpty();
    }

    @Test
    void saysHowItIsManagedOnlyWhileConnectedAndEndsWhatTheServerNames() {
        Up.RemoteState nobody = new Up.RemoteState(null);
        assertThat(session.remote(nobody)).isEmpty();
        assertThat(session.remote(Up.RemoteAccess.CLOSED)).isEmpty();
        establish(0);
        assertThat(sent(session.remote(nobody))).containsExactly(nobody);
        assertThat(sent(session.remote(Up.RemoteAccess.CLOSED))).containsExactly(Up.RemoteAccess.CLOSED);
        assertThat(session.received(1, Codec.print(new Down.EndRemote("r1"))))
                .containsExactly(new Action.EndRemote("r1"));
        assertThat(session.received(2, Codec.print(new Down.RemoteRevealed("Ann", 5))))
                .containsExactly(new Action.RemoteRevealed("Ann", 5));
    }

    @Test
    void anAgentWithoutOfflineCodesDoesNotAskForThem() {
        establish(0);
        assertThat(session.received(5, Codec.print(new Down.Nudge(Set.of(Down.Topic.CODES)))))
                .isEmpty();
    }

    private void establish(long now) {
        session.tick(now);
        session.opened(now);
        session.received(now, welcome(Set.of()));
        assertThat(session.established()).isTrue();
    }

    static String welcome(Set<Down.Topic> waiting) {
        return Codec.print(new Down.Welcome("d", "n", null, 0, 60, 30, 0, "i", List.of("pin"), waiting));
    }

    static DeviceRecord event(long seq) {
        return new DeviceRecord.Event(seq, seq * 10, EventCode.STARTED, new LinkedHashMap<>());
    }

    private static List<Up> sent(List<Action> actions) {
        List<Up> messages = new ArrayList<>();
        for (Action action : actions) {
            if (action instanceof Action.Send send) {
                messages.add(Codec.up(send.text()));
            }
        }
        return messages;
    }

    private static final class MemoryOutbox implements Outbox {
        private final List<DeviceRecord> records = new ArrayList<>();

        void add(DeviceRecord record) {
            records.add(record);
        }

        @Override
        public List<DeviceRecord> first(int max) {
            return List.copyOf(records.subList(0, Math.min(max, records.size())));
        }

        @Override
        public void acknowledged(long seq) {
            records.removeIf(r -> r.seq() <= seq);
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void dropReported(long count) {}
    }
}
