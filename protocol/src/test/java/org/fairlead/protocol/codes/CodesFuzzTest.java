package org.fairlead.protocol.codes;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodesFuzzTest {
    private static final String SEEDS = "053300-121563-541463-103441 133094-698412-681473";

    @FuzzTest
    void anyTextIsJudged(FuzzedDataProvider data) {
        judge(data.consumeRemainingAsString());
    }

    @Test
    void mutatedCodesAreJudgedWithoutAnException() {
        Random random = new Random(46);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(SEEDS.substring(random.nextInt(20), 20 + random.nextInt(28)));
            for (int change = random.nextInt(6); change >= 0 && text.length() > 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(65536));
                    case 2 -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
                    default -> text.insert(at, "-");
                }
            }
            judge(text.toString());
        }
    }

    private static void judge(String text) {
        for (CodeReading<?> reading :
                List.of(RequestCode.parse(text), ConfirmationCode.parse(text), GroupCode.parse(text))) {
            boolean whole = reading.groups().stream().allMatch(CodeGroup::ok);
            boolean wrong = reading.groups().stream().anyMatch(CodeGroup::wrong);
            assertThat(reading instanceof CodeReading.Wrong).isEqualTo(wrong);
            assertThat(reading instanceof CodeReading.Read || reading instanceof CodeReading.Unknown)
                    .isEqualTo(whole);
        }
    }
}
