package org.fairlead.protocol.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CodesTest {
    private static final UUID DEVICE = UUID.fromString("0f2e9a6c-7d5b-4a57-9c39-1f5f6f0a2b11");
    private static final byte[] SECRET = PublishedVectorsTest.secret();

    @Test
    void aMillionRandomRequestsAreReadAsWritten() {
        Random random = new Random(42);
        for (int i = 0; i < 1_000_000; i++) {
            RequestCode code = new RequestCode(
                    0,
                    random.nextInt(4),
                    random.nextInt(RequestCode.MAX_DEVICE_NUMBER + 1),
                    1 + random.nextInt(3),
                    random.nextInt(RequestCode.MAX_NONCE + 1),
                    random.nextInt(65536));
            if (!(RequestCode.parse(code.text()) instanceof CodeReading.Read<RequestCode> read)
                    || !read.code().equals(code)) {
                throw new AssertionError(code + " " + code.text());
            }
        }
    }

    @Test
    void aMillionRandomConfirmationsAreReadAsWritten() {
        Random random = new Random(43);
        for (int i = 0; i < 1_000_000; i++) {
            ConfirmationCode code = new ConfirmationCode(random.nextInt(16), random.nextLong(1L << 44));
            if (!(ConfirmationCode.parse(code.text()) instanceof CodeReading.Read<ConfirmationCode> read)
                    || !read.code().equals(code)) {
                throw new AssertionError(code + " " + code.text());
            }
        }
    }

    @Test
    void genuineRequestsAreConfirmedAndNothingElseIs() {
        Random random = new Random(44);
        for (int i = 0; i < 20_000; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            UUID device = new UUID(random.nextLong(), random.nextLong());
            CodeAction action = CodeAction.values()[random.nextInt(3)];
            int nonce = random.nextInt(RequestCode.MAX_NONCE + 1);
            CodeContext context = CodeContext.device("acme", device, action, nonce, random.nextInt(1000));
            assertThat(RequestCode.make(secret, context, 7).genuine(secret, context))
                    .isTrue();
            assertThat(ConfirmationCode.make(secret, context, 0).confirms(secret, context))
                    .isTrue();
        }
    }

    @Test
    void anAnswerForAnotherDeviceActionEpochNonceWorkspaceOrFormIsRefused() {
        CodeContext mine = CodeContext.device("acme", DEVICE, CodeAction.RESET, 1000, 1);
        ConfirmationCode answer = ConfirmationCode.make(SECRET, mine, 0);
        assertThat(answer.confirms(SECRET, mine)).isTrue();
        CodeContext[] others = {
            CodeContext.device("acme", new UUID(1, 2), CodeAction.RESET, 1000, 1),
            CodeContext.device("acme", DEVICE, CodeAction.CONNECTION, 1000, 1),
            CodeContext.device("acme", DEVICE, CodeAction.RESET, 999, 1),
            CodeContext.device("acme", DEVICE, CodeAction.RESET, 1001, 1),
            CodeContext.device("acme", DEVICE, CodeAction.RESET, 1000, 0),
            CodeContext.device("acme", DEVICE, CodeAction.RESET, 1000, 2),
            CodeContext.device("acm", DEVICE, CodeAction.RESET, 1000, 1),
            CodeContext.certificate("acme", CodeKeys.sha256(new byte[0]), 1000, 1)
        };
        for (CodeContext other : others) {
            assertThat(answer.confirms(SECRET, other)).isFalse();
            assertThat(RequestCode.make(SECRET, mine, 7).genuine(SECRET, other)).isFalse();
        }
        byte[] otherSecret = SECRET.clone();
        otherSecret[31] ^= 1;
        assertThat(answer.confirms(otherSecret, mine)).isFalse();
    }

    @Test
    void anAnswerForAnotherServerKeyIsRefused() {
        byte[] ours = CodeKeys.sha256(new byte[] {1});
        byte[] theirs = CodeKeys.sha256(new byte[] {2});
        ConfirmationCode answer = ConfirmationCode.make(SECRET, CodeContext.certificate("acme", ours, 5, 1), 0);
        assertThat(answer.confirms(SECRET, CodeContext.certificate("acme", ours, 5, 1)))
                .isTrue();
        assertThat(answer.confirms(SECRET, CodeContext.certificate("acme", theirs, 5, 1)))
                .isFalse();
    }

    @Test
    void anAnswerWithAnOptionOfLaterTimesIsRightButConfirmsNothing() {
        CodeContext context = CodeContext.device("acme", DEVICE, CodeAction.RESET, 1000, 1);
        ConfirmationCode later = ConfirmationCode.make(SECRET, context, 2);
        assertThat(later.matches(SECRET, context)).isTrue();
        assertThat(later.confirms(SECRET, context)).isFalse();
        assertThat(new ConfirmationCode(0, later.mac()).confirms(SECRET, context))
                .isFalse();
    }

    @Test
    void everyBitOfAnAnswerCounts() {
        CodeContext context = CodeContext.device("acme", DEVICE, CodeAction.RESET, 1000, 1);
        ConfirmationCode answer = ConfirmationCode.make(SECRET, context, 0);
        for (int bit = 0; bit < 44; bit++) {
            assertThat(new ConfirmationCode(0, answer.mac() ^ 1L << bit).confirms(SECRET, context))
                    .isFalse();
        }
    }

    @Test
    void fieldsAreTakenAtTheirLimitsAndRefusedOneAbove() {
        assertThat(new RequestCode(3, 3, (1 << 22) - 1, 31, (1 << 17) - 1, 65535).text())
                .isEqualTo("851955-851955-851955-851955");
        assertThatThrownBy(() -> new RequestCode(0, 0, 1 << 22, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RequestCode(0, 0, 0, 1, 1 << 17, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RequestCode(0, 4, 0, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConfirmationCode(16, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConfirmationCode(0, 1L << 44)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CodeContext.device("w", DEVICE, CodeAction.RESET, 1 << 17, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        ConfirmationCode.make(new byte[31], CodeContext.device("w", DEVICE, CodeAction.RESET, 1, 0), 0))
                .hasMessageContaining("32 bytes");
    }

    @Test
    void codesOfUnknownVersionsAndActionsAreNamed() {
        assertThat(RequestCode.parse(new RequestCode(1, 0, 1, 1, 1, 1).text())).isInstanceOf(CodeReading.Unknown.class);
        assertThat(RequestCode.parse(new RequestCode(0, 0, 1, 4, 1, 1).text())).isInstanceOf(CodeReading.Unknown.class);
        assertThat(RequestCode.parse(new RequestCode(0, 0, 1, 0, 1, 1).text())).isInstanceOf(CodeReading.Unknown.class);
    }
}
