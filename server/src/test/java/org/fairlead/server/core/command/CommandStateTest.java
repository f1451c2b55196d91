package org.fairlead.server.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandStateTest {
    @ParameterizedTest
    @CsvSource({
        "QUEUED, DELIVERED, RUNNING, SUCCEEDED, FAILED, UNSUPPORTED, RECALLED, EXPIRED",
        "DELIVERED, -, RUNNING, SUCCEEDED, FAILED, UNSUPPORTED, -, EXPIRED",
        "RUNNING, -, -, SUCCEEDED, FAILED, UNSUPPORTED, -, EXPIRED",
        "SUCCEEDED, -, -, -, -, -, -, -",
        "FAILED, -, -, -, -, -, -, -",
        "UNSUPPORTED, -, -, -, -, -, -, -",
        "RECALLED, -, -, -, -, -, -, -",
        "EXPIRED, -, -, -, -, -, -, -"
    })
    void eachInputLeadsWhereTheTableSays(
            CommandState from,
            String deliver,
            String run,
            String succeed,
            String fail,
            String unsupported,
            String recall,
            String expire) {
        String[] expected = {deliver, run, succeed, fail, unsupported, recall, expire};
        for (CommandState.Input input : CommandState.Input.values()) {
            assertThat(CommandState.next(from, input)
                            .map(s -> s.name().toUpperCase(Locale.ROOT))
                            .orElse("-"))
                    .as(from + " and " + input)
                    .isEqualTo(expected[input.ordinal()]);
        }
    }
}
