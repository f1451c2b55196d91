package org.fairlead.server.core.apple.declare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusReportTest {
    @Test
    void reportsAreMergedKeyByKeyAndAFullReportReplacesAll() {
        Map<String, @Nullable Object> first = merge(Map.of(), """
                {"StatusItems": {"device": {"operating-system": {"version": "18.1", "family": "iOS"}}, "passcode": {"is-present": true}}}
                """);
        Map<String, @Nullable Object> second =
                merge(first, "{\"StatusItems\": {\"device\": {\"operating-system\": {\"version\": \"18.2\"}}}}");
        assertThat(StatusReport.at(second, "device.operating-system.version")).isEqualTo("18.2");
        assertThat(StatusReport.at(second, "device.operating-system.family")).isEqualTo("iOS");
        assertThat(StatusReport.at(second, "passcode.is-present")).isEqualTo(true);
        Map<String, @Nullable Object> full = merge(
                second, "{\"FullReport\": true, \"StatusItems\": {\"device\": {\"model\": {\"family\": \"iPhone\"}}}}");
        assertThat(StatusReport.at(full, "passcode.is-present")).isNull();
        assertThat(StatusReport.at(full, "device.model.family")).isEqualTo("iPhone");
    }

    @Test
    void itemsWithAnIdentifierAreReplacedAddedAndRemovedOneByOne() {
        Map<String, @Nullable Object> known = merge(
                Map.of(),
                "{\"StatusItems\": {\"mdm\": {\"app\": [{\"identifier\": \"a\", \"version\": \"1\"}, {\"identifier\": \"b\"}]}}}");
        Map<String, @Nullable Object> after = merge(
                known,
                "{\"StatusItems\": {\"mdm\": {\"app\": [{\"identifier\": \"a\", \"version\": \"2\"}, {\"identifier\": \"b\", \"_removed\": true}, {\"identifier\": \"c\"}]}}}");
        assertThat(StatusReport.at(after, "mdm.app"))
                .isEqualTo(List.of(Map.of("identifier", "a", "version", "2"), Map.of("identifier", "c")));
    }

    @Test
    void theDeclarationsThatAPhoneNamesReplaceThoseItNamedBefore() {
        String report =
                "{\"StatusItems\": {\"management\": {\"declarations\": {\"configurations\": [{\"identifier\": \"x\", \"valid\": \"%s\"}]}}}}";
        Map<String, @Nullable Object> known =
                merge(merge(Map.of(), report.formatted("unknown")), report.formatted("valid"));
        assertThat(StatusReport.at(known, "management.declarations.configurations"))
                .isEqualTo(List.of(Map.of("identifier", "x", "valid", "valid")));
    }

    @Test
    void aReportThatWouldBeTooLargeInAllChangesNothing() {
        Map<String, @Nullable Object> known = merge(Map.of(), "{\"StatusItems\": {\"a\": \"kept\"}}");
        Map<String, @Nullable Object> items = new LinkedHashMap<>();
        int values = 0;
        while (Json.print(items).length() < StatusReport.MAX_KEPT) {
            items.put("k" + values++, List.of("x".repeat(StatusReport.MAX_TEXT), "y".repeat(StatusReport.MAX_TEXT)));
        }
        assertThat(StatusReport.merge(known, Map.of("StatusItems", items))).isEqualTo(known);
        items.remove("k0");
        assertThat(StatusReport.merge(Map.of(), Map.of("StatusItems", items))).hasSize(values - 1);
    }

    @Test
    void numbersThatTheDatabaseWouldWriteWithHundredsOfDigitsAreLeftOut() {
        Map<String, @Nullable Object> kept = merge(
                Map.of(), "{\"StatusItems\": {\"a\": 1e300, \"b\": -1e300, \"c\": 1e-300, \"d\": 0.25, \"e\": 7}}");
        assertThat(kept.get("a")).isNull();
        assertThat(kept.get("b")).isNull();
        assertThat(kept).containsEntry("c", 0.0).containsEntry("d", 0.25).containsEntry("e", 7L);
    }

    @Test
    void textsKeysItemsDepthAndErrorsAreBounded() {
        Map<String, @Nullable Object> many = new LinkedHashMap<>();
        for (int i = 0; i <= StatusReport.MAX_KEYS; i++) {
            many.put("k" + i, i);
        }
        assertThat(StatusReport.merge(Map.of(), Map.of("StatusItems", many))).hasSize(StatusReport.MAX_KEYS);
        assertThat(StatusReport.merge(Map.of(), Map.of("StatusItems", Map.of("t", "a\0" + "b".repeat(2_000))))
                        .get("t"))
                .asString()
                .hasSize(StatusReport.MAX_TEXT)
                .startsWith("a b");
        Object deep = "end";
        for (int i = 0; i < 30; i++) {
            deep = Map.of("d", deep);
        }
        assertThat(Json.print(StatusReport.merge(Map.of(), Map.of("StatusItems", Map.of("x", deep)))))
                .doesNotContain("end");
        assertThat(StatusReport.errors(Map.of(
                        "Errors", java.util.Collections.nCopies(StatusReport.MAX_ERRORS + 1, Map.of("Reason", "r")))))
                .hasSize(StatusReport.MAX_ERRORS);
        assertThat(StatusReport.errors(Map.of("Errors", "nonsense"))).isEmpty();
        assertThat(StatusReport.merge(Map.of(), Map.of("StatusItems", "nonsense")))
                .isEmpty();
    }

    private static Map<String, @Nullable Object> merge(Map<String, @Nullable Object> known, String report) {
        return StatusReport.merge(known, Json.parseObject(report));
    }
}
