package org.fairlead.server.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.json.Plain;
import org.junit.jupiter.api.Test;

class EventCodesTest {
    @Test
    void everyCodeThatADeviceSendsHasALevelAndTwoTitles() throws IllegalAccessException {
        for (Field field : EventCode.class.getFields()) {
            String code = (String) field.get(null);
            assertThat(EventCodes.find(code)).as(code).isPresent();
        }
        for (EventCodes.EventType type : EventCodes.all()) {
            assertThat(type.title().en()).as(type.code()).isNotBlank().doesNotContain("{", "[", "…");
            assertThat(type.title().ru())
                    .as(type.code())
                    .containsPattern("[а-яё]")
                    .doesNotContain("{", "[", "…");
        }
    }

    @Test
    void aPartInBracketsIsLeftOutWhenItsArgumentIsMissing() {
        String template = "Moved[ from {from}][ to {to}]";
        assertThat(EventCodes.render(template, Map.of())).isEqualTo("Moved");
        assertThat(EventCodes.render(template, Map.of("to", "A$1"))).isEqualTo("Moved to A$1");
        assertThat(EventCodes.render(template, Map.of("from", "[{to}]", "to", 5L)))
                .contains("5");
        assertThat(EventCodes.render("{x}", Map.of("x", "y".repeat(201)))).isEqualTo("y".repeat(200) + "…");
    }

    @Test
    void aDeviceMayNotSpeakForTheServer() {
        assertThat(EventCodes.fromDevice("D01.started")).isTrue();
        assertThat(EventCodes.fromDevice("S15.audit-broken")).isFalse();
        assertThat(EventCodes.fromDevice(EventCodes.UNKNOWN)).isFalse();
    }

    @Test
    void identifiersOfABatchKeepItsOrder() {
        List<UUID> ids = EventIds.next(Instant.ofEpochMilli(1_000), 10_000);
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(EventIds.moment(ids.getFirst())).isEqualTo(Instant.ofEpochMilli(1_000));
    }

    @Test
    void whatTheDatabaseRefusesBecomesAReplacementCharacter() {
        assertThat(Plain.text("a\0b\uD800c😀")).isEqualTo("a\uFFFDb\uFFFDc😀");
        assertThat(Plain.value(Map.of("k\0", List.of("\0", 1L)))).isEqualTo(Map.of("k\uFFFD", List.of("\uFFFD", 1L)));
    }
}
