package org.fairlead.server.core.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.store.FleetFixture;
import org.fairlead.server.store.PgEnrolmentTokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EnrolmentTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static FleetFixture fleet;
    private static UUID kazan;
    private Instant time = NOW;
    private final InstantSource clock = () -> time;
    private final Caller anna = FleetFixture.anyone();
    private final EnrolmentTokens tokens = new EnrolmentTokens(
            fleet.unit, new PgEnrolmentTokens(fleet.workspace), fleet, fleet.audit, new Changes(), clock);

    @BeforeAll
    static void open() {
        fleet = new FleetFixture();
        kazan = fleet.group("Kazan");
    }

    @AfterAll
    static void close() {
        fleet.close();
    }

    @Test
    void aTokenAdmitsIntoItsGroupAsOftenAsItSaysAndNotOnceMore() {
        EnrolmentTokens.Created made = create("Two", 2);
        Redemption.Admitted admitted = new Redemption.Admitted(made.token().id(), "Two", kazan);
        assertThat(redeem(made.secret())).isEqualTo(admitted);
        assertThat(redeem(made.secret())).isEqualTo(admitted);
        assertThat(redeem(made.secret())).isEqualTo(new Redemption.Refused(Redemption.Reason.USED_UP));
        assertThat(state(made.token().id())).isEqualTo(EnrolmentToken.State.USED_UP);
    }

    @Test
    void aTokenWithoutALimitAdmitsAgainAndAgain() {
        String secret = create("Many", null).secret();
        for (int i = 0; i < 20; i++) {
            assertThat(redeem(secret)).isInstanceOf(Redemption.Admitted.class);
        }
    }

    @Test
    void ofManyDevicesThatRaceForTheLastUseExactlyOneWins() throws Exception {
        String secret = create("Race", 1).secret();
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Redemption>> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return redeem(secret);
                }));
            }
            start.countDown();
            int won = 0;
            for (Future<Redemption> answer : answers) {
                if (answer.get() instanceof Redemption.Admitted) {
                    won++;
                } else {
                    assertThat(answer.get()).isEqualTo(new Redemption.Refused(Redemption.Reason.USED_UP));
                }
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void aUseIsGivenBackWhenTheEnrolmentIsRolledBack() {
        String secret = create("Once", 1).secret();
        assertThatThrownBy(() -> fleet.unit.runInTx(tx -> {
                    tokens.redeem(tx, secret);
                    throw new Problem.Conflict("no");
                }))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(redeem(secret)).isInstanceOf(Redemption.Admitted.class);
    }

    @Test
    void aTokenAdmitsUntilTheMomentOfItsExpiry() {
        EnrolmentTokens.Created made = create("Short", null);
        time = made.token().expiresAt().minusMillis(1);
        assertThat(redeem(made.secret())).isInstanceOf(Redemption.Admitted.class);
        time = made.token().expiresAt();
        assertThat(redeem(made.secret())).isEqualTo(new Redemption.Refused(Redemption.Reason.EXPIRED));
        assertThat(state(made.token().id())).isEqualTo(EnrolmentToken.State.EXPIRED);
    }

    @Test
    void aRevokedTokenAdmitsNobodyAndRevokingTwiceIsRecordedOnce() {
        EnrolmentTokens.Created made = create("Revoked", null);
        tokens.revoke(anna, made.token().id());
        tokens.revoke(anna, made.token().id());
        assertThat(redeem(made.secret())).isEqualTo(new Redemption.Refused(Redemption.Reason.REVOKED));
        assertThat(fleet.audited)
                .filteredOn(a -> a.startsWith("enrolment-token.revoke Revoked"))
                .hasSize(1);
    }

    @Test
    void whateverIsNoTokenIsUnknown() {
        String secret = create("Known", null).secret();
        char last = secret.charAt(10);
        String other = secret.substring(0, 10) + (last == 'A' ? 'B' : 'A') + secret.substring(11);
        for (String text :
                List.of("", "fle_", other, secret + "A", "flt_" + secret.substring(4), "\u0000".repeat(47))) {
            assertThat(redeem(text)).isEqualTo(new Redemption.Refused(Redemption.Reason.UNKNOWN));
        }
    }

    @Test
    void theSecretHas256BitsAndIsNeitherStoredNorAudited() {
        EnrolmentTokens.Created made = create("Secret", 1);
        assertThat(made.secret()).matches("fle_[A-Za-z0-9_-]{43}");
        String random = made.secret().substring(4);
        assertThat(fleet.audited).noneMatch(a -> a.contains(random));
        long found = fleet.database.<Long>read(
                h -> h.createQuery("select count(*) from enrolment_token t where t::text like '%' || ? || '%'")
                        .bind(0, random)
                        .mapTo(Long.class)
                        .one());
        assertThat(found).isZero();
    }

    @Test
    void limitsHoldAtTheLimitAndOneAbove() {
        tokens.create(anna, "n".repeat(100), kazan, 1_000_000, NOW.plus(EnrolmentTokens.MAX_LIFE));
        tokens.create(anna, "x", kazan, 1, NOW.plusSeconds(1));
        Instant later = NOW.plusSeconds(60);
        assertInvalid("name", () -> tokens.create(anna, "n".repeat(101), kazan, 1, later));
        assertInvalid("name", () -> tokens.create(anna, "  ", kazan, 1, later));
        assertInvalid("maxUses", () -> tokens.create(anna, "x", kazan, 0, later));
        assertInvalid("maxUses", () -> tokens.create(anna, "x", kazan, 1_000_001, later));
        assertInvalid("expiresAt", () -> tokens.create(anna, "x", kazan, 1, NOW));
        assertInvalid(
                "expiresAt",
                () -> tokens.create(
                        anna, "x", kazan, 1, NOW.plus(EnrolmentTokens.MAX_LIFE).plusSeconds(1)));
        assertInvalid("groupId", () -> tokens.create(anna, "x", UUID.randomUUID(), 1, later));
    }

    @Test
    void aCallerSeesAndRevokesOnlyWhatLeadsIntoHisGroups() {
        UUID perm = fleet.group("Perm");
        EnrolmentTokens.Created own = tokens.create(anna, "Perm", perm, 1, NOW.plus(Duration.ofDays(1)));
        EnrolmentTokens.Created foreign = create("Foreign", 1);
        Caller boris = FleetFixture.scoped(List.of(perm), Right.VIEW, Right.DEVICES);
        assertThat(tokens.list(boris, null, 100).tokens())
                .extracting(EnrolmentToken::id)
                .containsExactly(own.token().id());
        assertThatThrownBy(() -> tokens.revoke(boris, foreign.token().id())).isInstanceOf(Problem.NotFound.class);
        assertInvalid("groupId", () -> tokens.create(boris, "x", kazan, 1, NOW.plusSeconds(9)));
        Caller reader = FleetFixture.scoped(List.of(perm), Right.VIEW);
        assertThatThrownBy(() -> tokens.revoke(reader, own.token().id())).isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> tokens.create(reader, "x", perm, 1, NOW.plusSeconds(9)))
                .isInstanceOf(AccessDenied.class);
        tokens.revoke(boris, own.token().id());
    }

    @Test
    void aListInPartsHasEveryTokenOnceNewestFirst() {
        UUID ufa = fleet.group("Ufa");
        Caller reader = FleetFixture.scoped(List.of(ufa), Right.VIEW);
        List<UUID> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            time = NOW.plusSeconds(i);
            made.addFirst(tokens.create(anna, "t" + i, ufa, 1, NOW.plus(Duration.ofDays(1)))
                    .token()
                    .id());
        }
        List<UUID> seen = new ArrayList<>();
        UUID before = null;
        do {
            EnrolmentTokens.Listing part = tokens.list(reader, before, 2);
            assertThat(part.total()).isEqualTo(5);
            part.tokens().forEach(t -> seen.add(t.id()));
            before = part.next();
        } while (before != null);
        assertThat(seen).isEqualTo(made);
    }

    private EnrolmentTokens.Created create(String name, @Nullable Integer uses) {
        return tokens.create(anna, name, kazan, uses, NOW.plus(Duration.ofDays(7)));
    }

    private Redemption redeem(String secret) {
        return fleet.unit.inTx(tx -> tokens.redeem(tx, secret));
    }

    private EnrolmentToken.State state(UUID id) {
        return tokens.list(anna, null, 500).tokens().stream()
                .filter(t -> t.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state(time);
    }

    private static void assertInvalid(String field, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        Problem.Invalid.class, p -> assertThat(p.fields()).containsOnlyKeys(field));
    }
}
