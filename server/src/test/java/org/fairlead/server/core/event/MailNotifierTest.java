package org.fairlead.server.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MailNotifierTest {
    private static final Map<String, Object> EVENT = Map.of(
            "at", "2026-11-21T12:00:00Z",
            "level", "warning",
            "deviceName", "TC-1",
            "title", Map.of("en", "Clock differs", "ru", "Часы расходятся"),
            "args", Map.of("seconds", 90L));

    @Test
    void aMailTellsEachEventInBothLanguagesAndCountsWhatItLeavesOut() {
        String body = MailNotifier.body(Collections.nCopies(101, EVENT));
        assertThat(body).contains("TC-1", "Clock differs", "Часы расходятся", "{\"seconds\":90}", "and 1 more");
        assertThat(MailNotifier.body(Collections.nCopies(100, EVENT))).doesNotContain("more");
        assertThat(MailNotifier.subject(new Notifier.Message("r", "a@b", null, Collections.nCopies(1, EVENT))))
                .isEqualTo("[Fairlead] r: Clock differs");
        assertThat(MailNotifier.subject(new Notifier.Message("r", "a@b", null, Collections.nCopies(2, EVENT))))
                .contains("2 events");
    }
}
