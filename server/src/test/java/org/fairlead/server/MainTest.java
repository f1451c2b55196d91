package org.fairlead.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "up --help", "serve --data --help", "admin create --help", "codes -h"})
    void whoAsksForHelpGetsItAndNothingIsDone(String line) {
        assertThat(Main.run(List.of(line.split(" ")))).isZero();
    }
}
