package org.fairlead.protocol.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTextTest {
    private static final String CODE = "053300-121563-541463-103441";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "053300-121563-541463-103441",
                "053300121563541463103441",
                "053300 121563 541463 103441",
                "  053 300 121 563 541 463 103 441\n",
                "053300\u2013121563\u00A0541463.103441",
                "05-33-00-12-15-63-54-14-63-10-34-41",
                "053300\r\n121563\r\n541463\r\n103441\r\n",
                "\uFF10\uFF15\uFF13\uFF13\uFF10\uFF10 121563 541463 103441"
            })
    void separatorsDoNotMatter(String typed) {
        assertThat(RequestCode.parse(typed))
                .isInstanceOfSatisfying(
                        CodeReading.Read.class,
                        read -> assertThat(((RequestCode) read.code()).text()).isEqualTo(CODE));
    }

    @Test
    void whileSomebodyTypesNoGroupIsWrong() {
        String digits = CODE.replace("-", "");
        for (int typed = 0; typed < digits.length(); typed++) {
            assertThat(RequestCode.parse(digits.substring(0, typed))).isInstanceOf(CodeReading.Incomplete.class);
        }
        for (int typed = 0; typed < CODE.length(); typed++) {
            assertThat(CodeText.check(CODE.substring(0, typed), 4)).noneMatch(CodeGroup::wrong);
        }
    }

    @Test
    void theWrongGroupIsNamedWithItsReason() {
        assertThat(first("053300-121564-541463-103441")).isEqualTo("2 MISREAD");
        assertThat(first("053300-121563-851968-103441")).isEqualTo("3 OVER_LIMIT");
        assertThat(first("053300-12156-541463-103441")).isEqualTo("2 TOO_SHORT");
        assertThat(first("0533000-121563-541463-103441")).isEqualTo("1 TOO_LONG");
        assertThat(first("053300-121563-541463-1034411")).isEqualTo("4 TOO_LONG");
        assertThat(first("O53300-121563-541463-103441")).isEqualTo("1 NOT_DIGITS");
        assertThat(first("053300-121563-541463-103441-000000")).isEqualTo("4 TOO_LONG");
        assertThat(first("053301")).isEqualTo("1 MISREAD");
    }

    @Test
    void theLargestGroupIsTakenAndTheNextMultipleRefused() {
        assertThat(CodeText.check("851955", 1)).allMatch(CodeGroup::ok);
        assertThat(CodeText.check("851968", 1))
                .extracting(CodeGroup::problem)
                .containsExactly(CodeGroup.Problem.OVER_LIMIT);
    }

    @Test
    void everySingleDigitErrorInEveryGroupIsFound() {
        everyGroup(digits -> {
            for (int i = 0; i < 6; i++) {
                for (char c = '0'; c <= '9'; c++) {
                    if (c != digits[i]) {
                        char[] wrong = digits.clone();
                        wrong[i] = c;
                        refused(wrong, digits);
                    }
                }
            }
        });
    }

    @Test
    void everySwapOfTwoDigitsUpToThreeApartIsFound() {
        everyGroup(digits -> {
            for (int distance = 1; distance <= 3; distance++) {
                for (int i = 0; i + distance < 6; i++) {
                    if (digits[i] != digits[i + distance]) {
                        char[] wrong = digits.clone();
                        wrong[i] = digits[i + distance];
                        wrong[i + distance] = digits[i];
                        refused(wrong, digits);
                    }
                }
            }
        });
    }

    @Test
    void everyTwinErrorIsFound() {
        everyGroup(digits -> {
            for (int distance = 1; distance <= 2; distance++) {
                for (int i = 0; i + distance < 6; i++) {
                    for (char c = '0'; c <= '9' && digits[i] == digits[i + distance]; c++) {
                        if (c != digits[i]) {
                            char[] wrong = digits.clone();
                            wrong[i] = c;
                            wrong[i + distance] = c;
                            refused(wrong, digits);
                        }
                    }
                }
            }
        });
    }

    @Test
    void anErrorIsFoundInItsGroupAndNoOther() {
        String digits = CODE.replace("-", "");
        for (int i = 0; i < digits.length(); i++) {
            char[] wrong = digits.toCharArray();
            wrong[i] = (char) ('0' + (wrong[i] - '0' + 1) % 10);
            List<CodeGroup> groups = CodeText.check(new String(wrong), 4);
            for (CodeGroup group : groups) {
                assertThat(group.ok()).isEqualTo(group.index() != i / 6 + 1);
            }
        }
    }

    @Test
    void aLongTextIsCutNotFeared() {
        assertThat(CodeText.check("0".repeat(1_000_000), 4)).hasSize(4);
        assertThat(CodeText.check("0 ".repeat(1_000_000), 4)).hasSize(4);
    }

    private static String first(String text) {
        return RequestCode.parse(text) instanceof CodeReading.Wrong<RequestCode> wrong
                ? wrong.first().index() + " " + wrong.first().problem()
                : "none";
    }

    private interface Each {
        void digits(char[] digits);
    }

    private static void everyGroup(Each each) {
        for (int value = 0; value <= 0xFFFF; value++) {
            each.digits(CodeGroup.print(value).toCharArray());
        }
    }

    private static void refused(char[] wrong, char[] right) {
        if (CodeGroup.check(new String(wrong)) == null) {
            throw new AssertionError(new String(right) + " misread as " + new String(wrong) + " is not found");
        }
    }
}
