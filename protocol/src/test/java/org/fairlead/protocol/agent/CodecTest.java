package org.fairlead.protocol.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    @Test
    void everyMessageOfADeviceIsReadAsWritten() {
        Up.DeviceInfo info = new Up.DeviceInfo("h", "m", "s", "o", "1.0", List.of("10.0.0.1"), Map.of("mac", "x"));
        Map<String, Object> withNull = new LinkedHashMap<>();
        withNull.put("a.b", null);
        withNull.put("c.d", 5L);
        List<Up> messages = List.of(
                new Up.Hello(1, "b", "", 3, info),
                new Up.Hello(1, "b", "", 3, info, "", List.of()),
                new Up.Hello(1, "b", "", 3, info, "v7", List.of("p1", "p2")),
                new Up.CodesHave("v7"),
                new Up.PinsHave(List.of("p1")),
                new Up.Info(info),
                new Up.FetchSettings("x"),
                new Up.FetchCommands(),
                new Up.Applied(
                        "x",
                        List.of(
                                new Up.BlockResult("a", Up.BlockResult.State.APPLIED, null),
                                new Up.BlockResult("b", Up.BlockResult.State.UNSUPPORTED, "no such thing"))),
                new Up.Records(List.of(
                        new DeviceRecord.Event(1, 2, "D01.started", Map.of("x", "y")),
                        new DeviceRecord.Result(2, 3, "c", DeviceRecord.Result.State.FAILED, "why"),
                        new DeviceRecord.LocalChange(3, 4, withNull),
                        new DeviceRecord.CodeRequested(4, 5, "053300-121563", "reset", Map.of("newServer", "b:1")),
                        new DeviceRecord.CodeUsed(
                                5,
                                6,
                                "certificate",
                                DeviceRecord.CodeUsed.Form.GROUP,
                                "g",
                                9,
                                20_000,
                                DeviceRecord.CodeUsed.Outcome.DONE,
                                null),
                        new DeviceRecord.CodeUsed(
                                6,
                                6,
                                "connection",
                                DeviceRecord.CodeUsed.Form.DEVICE,
                                null,
                                1,
                                131_071,
                                DeviceRecord.CodeUsed.Outcome.FAILED,
                                "no answer"),
                        new DeviceRecord.CodeRefused(7, 8, "reset", 5))),
                new Up.Renew("csr"),
                new Up.RemoteAccess(List.of("10.0.0.1"), 65535, "support", "Abc", 7, "ff"),
                Up.RemoteAccess.CLOSED,
                new Up.RemoteState(null),
                new Up.RemoteState(
                        new Up.RemoteSession("r1", Up.RemoteSession.Phase.PRIVATE, "support", "10.0.0.2", "DESK", 8)),
                new Up.Ping());
        for (Up message : messages) {
            assertThat(Codec.up(Codec.print(message))).isEqualTo(message);
        }
    }

    @Test
    void aPortForRemoteManagementIsAtMost65535AndItsPasswordIsInNoText() {
        Up.RemoteAccess access = new Up.RemoteAccess(List.of(), 65536, "support", "Secret", 7, "");
        assertThatThrownBy(() -> Codec.up(Codec.print(access))).isInstanceOf(ProtocolError.class);
        assertThat(access.toString()).doesNotContain("Secret");
    }

    @Test
    void anAgentThatKnowsNoOfflineCodesGreetsAsBefore() {
        Up.DeviceInfo info = new Up.DeviceInfo("h", "m", "s", "o", "1.0", List.of(), Map.of());
        String text = Codec.print(new Up.Hello(1, "b", "", 3, info));
        assertThat(text).doesNotContain("codes").doesNotContain("pins");
    }

    @Test
    void everyRecordKeepsItsContentUnderAnotherNumber() {
        List<DeviceRecord> records = List.of(
                new DeviceRecord.CodeRequested(4, 5, "053300", "reset", Map.of("a", "b")),
                new DeviceRecord.CodeUsed(
                        5,
                        6,
                        "reset",
                        DeviceRecord.CodeUsed.Form.DEVICE,
                        null,
                        1,
                        2,
                        DeviceRecord.CodeUsed.Outcome.STARTED,
                        null),
                new DeviceRecord.CodeRefused(6, 7, "reset", 5));
        for (DeviceRecord entry : records) {
            assertThat(entry.numbered(99).numbered(entry.seq())).isEqualTo(entry);
        }
    }

    @Test
    void aKeyDoesNotShowItsSecretInLogs() {
        assertThat(new Down.CodeKey(Down.CodeKey.Kind.GROUP, "g", "n", 1, "c2VjcmV0").toString())
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void charactersThatNoDatabaseKeepsAreReplaced() {
        Up.DeviceInfo hostile = new Up.DeviceInfo("a\0b", "\uD800", "s", "o", "1", List.of("\0"), Map.of("k\0", "\0"));
        Up.DeviceInfo plain =
                new Up.DeviceInfo("a\uFFFDb", "\uFFFD", "s", "o", "1", List.of("\uFFFD"), Map.of("k\uFFFD", "\uFFFD"));
        String text = Codec.print(new Up.Info(hostile)).replace("\uD800", "\\ud800");
        assertThat(Codec.up(text)).isEqualTo(new Up.Info(plain));
    }

    @Test
    void everyMessageOfTheServerIsReadAsWritten() {
        List<Down> messages = List.of(
                new Down.Welcome("d", "n", null, 7, 60, 30, 1, "i", List.of("p"), Set.of(Down.Topic.SETTINGS)),
                new Down.Nudge(Set.of(Down.Topic.COMMANDS, Down.Topic.CERTIFICATES)),
                new Down.Settings("h", null),
                new Down.Settings("h", Map.of("values", Map.of("a", 1L))),
                new Down.Commands(List.of(new Down.Order("i", "message", Map.of("text", "hi"), 9))),
                new Down.Ack(4),
                new Down.Nudge(Set.of(Down.Topic.CODES)),
                new Down.CodeKeys("v", "acme", 4242, List.of()),
                new Down.CodeKeys(
                        "v",
                        "acme",
                        4242,
                        List.of(
                                new Down.CodeKey(Down.CodeKey.Kind.DEVICE, null, null, 3, "c2VjcmV0"),
                                new Down.CodeKey(Down.CodeKey.Kind.CERTIFICATE, "g", "Office", 300, "c2VjcmV0"))),
                new Down.Pins(List.of("a", "b")),
                new Down.Certificate("pem"),
                new Down.EndRemote("r1"),
                new Down.RemoteRevealed("Ann", 9),
                new Down.GoAway(1, "r"),
                new Down.Pong(2),
                new Down.Refused("c", "d"));
        for (Down message : messages) {
            assertThat(Codec.down(Codec.print(message))).isEqualTo(message);
        }
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertThat(Codec.up("{\"t\":\"ping\",\"new\":[1,2]}")).isEqualTo(new Up.Ping());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"t\":\"hello\"}",
                "{\"t\":\"nothing\"}",
                "{\"t\":\"records\",\"records\":[{\"kind\":\"event\",\"seq\":0,\"at\":1,\"code\":\"x\"}]}",
                "{\"t\":\"records\",\"records\":[{\"kind\":\"event\",\"seq\":\"1\",\"at\":1,\"code\":\"x\"}]}",
                "{\"t\":\"applied\",\"hash\":1}"
            })
    void brokenMessagesAreRefused(String text) {
        assertThatThrownBy(() -> Codec.up(text)).isInstanceOf(ProtocolError.class);
    }

    @Test
    void aBatchReachesTheLimitAndNotOneMore() {
        List<DeviceRecord> records = new ArrayList<>();
        for (long i = 1; i <= DeviceRecord.MAX_BATCH; i++) {
            records.add(AgentSessionTest.event(i));
        }
        assertThat(Codec.up(Codec.print(new Up.Records(records)))).isEqualTo(new Up.Records(records));
        records.add(AgentSessionTest.event(DeviceRecord.MAX_BATCH + 1));
        assertThatThrownBy(() -> Codec.up(Codec.print(new Up.Records(records)))).isInstanceOf(ProtocolError.class);
    }

    @Test
    void damagedTextNeverCausesAnythingButAProtocolError() {
        String text = Codec.print(new Up.Records(List.of(AgentSessionTest.event(1), AgentSessionTest.event(2))));
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged.setCharAt(random.nextInt(damaged.length()), (char) (32 + random.nextInt(96)));
            }
            try {
                Codec.up(damaged.toString());
            } catch (ProtocolError expected) {
                assertThat(expected).hasMessageNotContaining("Exception");
            }
        }
    }
}
