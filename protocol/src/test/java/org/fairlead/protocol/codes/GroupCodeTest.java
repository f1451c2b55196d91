package org.fairlead.protocol.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GroupCodeTest {
    private static final byte[] KEY = PublishedVectorsTest.secret();
    private static final byte[] HASH = CodeKeys.sha256(new byte[] {1});
    private static final GroupCode.Target TARGET = new GroupCode.Target("acme", new UUID(7, 8), 3);

    /** Stands for Argon2id where only the binding matters. */
    private static final GroupCode.MemoryHard QUICK =
            (password, salt) -> CodeKeys.sha256(ByteBuffer.allocate(password.length + salt.length)
                    .put(password)
                    .put(salt)
                    .array());

    @Test
    void randomCodesAreReadAsWritten() {
        Random random = new Random(45);
        for (int i = 0; i < 200_000; i++) {
            GroupCode code = new GroupCode(random.nextInt(16), random.nextLong(1L << 60));
            if (!(GroupCode.parse(code.text()) instanceof CodeReading.Read<GroupCode> read)
                    || !read.code().equals(code)) {
                throw new AssertionError(code.text());
            }
        }
    }

    @Test
    void theLastDayIsFoundOnEveryDayUntilThen() {
        for (long today = 20_000; today < 20_064; today++) {
            for (int days = 1; days <= GroupCode.MAX_DAYS; days++) {
                long last = GroupCode.lastDay(today, days);
                assertThat(last).isBetween(today + days, today + days + 1);
                GroupCode code = GroupCode.make(QUICK, KEY, TARGET, HASH, last);
                for (long now = today; now <= last; now++) {
                    assertThat(code.lastDay(now)).isEqualTo(last);
                }
                assertThat(code.lastDay(last + 1)).isNotEqualTo(last);
            }
        }
    }

    @Test
    void aCodeAllowsItsKeyGroupEpochWorkspaceAndDayOnly() {
        GroupCode code = GroupCode.make(QUICK, KEY, TARGET, HASH, 20_000);
        assertThat(code.allows(QUICK, KEY, TARGET, HASH, 20_000)).isTrue();
        assertThat(code.allows(QUICK, KEY, TARGET, HASH, 20_032)).isFalse();
        assertThat(code.allows(QUICK, KEY, TARGET, HASH, 20_002)).isFalse();
        assertThat(code.allows(QUICK, KEY, TARGET, CodeKeys.sha256(new byte[] {2}), 20_000))
                .isFalse();
        assertThat(code.allows(QUICK, CodeKeys.sha256(KEY), TARGET, HASH, 20_000))
                .isFalse();
        assertThat(code.allows(QUICK, KEY, new GroupCode.Target("acme", new UUID(7, 9), 3), HASH, 20_000))
                .isFalse();
        assertThat(code.allows(QUICK, KEY, new GroupCode.Target("acme", new UUID(7, 8), 4), HASH, 20_000))
                .isFalse();
        assertThat(code.allows(QUICK, KEY, new GroupCode.Target("acne", new UUID(7, 8), 3), HASH, 20_000))
                .isFalse();
        assertThat(new GroupCode(code.dayClass(), code.proof() ^ 1).allows(QUICK, KEY, TARGET, HASH, 20_000))
                .isFalse();
    }

    @Test
    void aCodeCountsForOneToThirtyDays() {
        assertThat(GroupCode.lastDay(20_000, 1)).isEqualTo(20_002);
        assertThat(GroupCode.lastDay(20_000, 30)).isEqualTo(20_030);
        assertThatThrownBy(() -> GroupCode.lastDay(20_000, 0)).hasMessageContaining("1 to 30");
        assertThatThrownBy(() -> GroupCode.lastDay(20_000, 31)).hasMessageContaining("1 to 30");
        assertThatThrownBy(() -> GroupCode.make(QUICK, KEY, TARGET, HASH, 20_001))
                .hasMessageContaining("even");
    }
}
