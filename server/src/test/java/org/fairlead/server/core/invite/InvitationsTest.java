package org.fairlead.server.core.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.store.Database;
import org.fairlead.server.store.PgInvitations;
import org.fairlead.server.store.PgUnitOfWork;
import org.fairlead.server.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvitationsTest {
    private final UUID workspace = Ids.next();
    private final Database database = Database.open(TestDatabase.create());
    private final UnitOfWork unit = new PgUnitOfWork(database);
    private final PgInvitations store = new PgInvitations(workspace);
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final Invitations invitations = new Invitations(unit, store, new Plain(), new Changes(), () -> now);
    private final UUID person = person();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void lookingAtAnInvitationNeverUsesItUp() {
        String token = invite(1);
        for (int i = 0; i < 20; i++) {
            assertThat(invitations.open(token)).isInstanceOf(Opening.Open.class);
        }
        assertThat(claim(token)).isInstanceOf(Opening.Open.class);
    }

    @Test
    void ofTwentyPhonesThatRaceExactlyOneWinsAndTheOthersReadAlreadyUsed() throws Exception {
        String token = invite(1);
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService phones = Executors.newFixedThreadPool(8)) {
            List<Future<Opening>> answers = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> phones.submit((Callable<Opening>) () -> {
                        start.await();
                        return claim(token);
                    }))
                    .toList();
            start.countDown();
            int won = 0;
            for (Future<Opening> answer : answers) {
                switch (answer.get()) {
                    case Opening.Open open -> won++;
                    case Opening.Refused refused -> assertThat(refused.reason()).isEqualTo(Opening.Reason.USED);
                }
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void anInvitationForThreePhonesTakesThreeAndRefusesTheFourth() {
        String token = invite(3);
        for (int i = 0; i < 3; i++) {
            assertThat(claim(token)).isInstanceOf(Opening.Open.class);
        }
        assertThat(reason(claim(token))).isEqualTo(Opening.Reason.USED);
    }

    @Test
    void aClaimThatIsRolledBackLeavesTheInvitationForTheNextPhone() {
        String token = invite(1);
        try {
            unit.runInTx(tx -> {
                assertThat(invitations.claim(tx, token, "android", Ids.next())).isInstanceOf(Opening.Open.class);
                throw new IllegalStateException("the device could not be written");
            });
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessageContaining("could not be written");
        }
        assertThat(claim(token)).isInstanceOf(Opening.Open.class);
    }

    @Test
    void aPhoneThatAsksAgainAfterALostAnswerGetsItAgainAndUsesNothing() {
        String token = invite(2);
        UUID device = Ids.next();
        Opening first = unit.inTx(tx -> invitations.claim(tx, token, "ios", device));
        Opening again = unit.inTx(tx -> invitations.claim(tx, token, "ios", device));
        assertThat(first).isInstanceOf(Opening.Open.class);
        assertThat(((Opening.Open) again).invitation().used()).isEqualTo(1);
    }

    @Test
    void anInvitationEndsAtItsMomentAndNotBefore() {
        String token = invite(1);
        now = now.plus(Duration.ofDays(7)).minusMillis(1);
        assertThat(invitations.open(token)).isInstanceOf(Opening.Open.class);
        now = now.plusMillis(1);
        assertThat(reason(invitations.open(token))).isEqualTo(Opening.Reason.EXPIRED);
        assertThat(reason(claim(token))).isEqualTo(Opening.Reason.EXPIRED);
    }

    @Test
    void aWithdrawnInvitationAdmitsNobody() {
        String token = invite(1);
        UUID id = ((Opening.Open) invitations.open(token)).invitation().id();
        unit.runInTx(tx -> store.revoke(tx, List.of(id), false, now));
        assertThat(reason(claim(token))).isEqualTo(Opening.Reason.REVOKED);
    }

    @Test
    void whatWasOverLongAgoIsForgottenWithItsStepsAndNothingElse() {
        String old = invite(1);
        assertThat(claim(old)).isInstanceOf(Opening.Open.class);
        Instant over = now.plus(Duration.ofDays(7));
        now = now.plus(Duration.ofDays(1));
        String young = invite(1);
        assertThat(forget(over)).isZero();
        assertThat(forget(over.plusMillis(1))).isEqualTo(1);
        assertThat(reason(invitations.open(old))).isEqualTo(Opening.Reason.UNKNOWN);
        assertThat(invitations.open(young)).isInstanceOf(Opening.Open.class);
        for (String table : List.of("invitation_step", "invitation_device")) {
            assertThat(database.<Long>read(
                            handle -> handle.createQuery("select count(*) from " + table + " t where not exists"
                                            + " (select 1 from invitation i where i.id = t.invitation_id)")
                                    .mapTo(Long.class)
                                    .one()))
                    .isZero();
        }
    }

    private int forget(Instant before) {
        return unit.<Integer>inTx(tx -> store.forgetOver(tx, before, 10));
    }

    @Test
    void whatIsNoTokenIsUnknown() {
        for (String token : List.of("", "x", "A".repeat(31), "A".repeat(32), "A".repeat(33), "é".repeat(32))) {
            assertThat(reason(invitations.open(token))).isEqualTo(Opening.Reason.UNKNOWN);
            assertThat(reason(claim(token))).isEqualTo(Opening.Reason.UNKNOWN);
        }
    }

    @Test
    void theTokenIsNowhereInTheDatabase() {
        String token = invite(1);
        String found = unit.read(tx -> String.valueOf(store.findByHash(tx, InvitationTokens.hash(token))));
        String dump = database.<String>read(handle -> handle.createQuery(
                        "select string_agg(i::text, ' ') || (select encode(sealed, 'escape') from invitation_key) from invitation i")
                .mapTo(String.class)
                .one());
        assertThat(found).contains("Ann").doesNotContain(token);
        assertThat(dump).doesNotContain(token).contains(InvitationTokens.hash(token));
    }

    @Test
    void theFunnelOnlyGoesForwardAndForgetsWhatBlockedItOnceItGoesOn() {
        String token = invite(1);
        UUID id = ((Opening.Open) invitations.open(token)).invitation().id();
        invitations.seen(id, Step.OPENED, "");
        invitations.seen(id, Step.LANDED, "ios");
        invitations.seen(id, Step.BLOCKED, "no-apns");
        invitations.seen(id, Step.OPENED, "");
        Invitation blocked = unit.read(tx -> store.find(tx, id)).orElseThrow();
        assertThat(blocked.reached()).isEqualTo(Step.LANDED.rank());
        assertThat(blocked.platform()).isEqualTo("ios");
        assertThat(blocked.blocked()).isEqualTo("no-apns");
        invitations.seen(id, Step.FETCHED, "ios");
        Invitation on = unit.read(tx -> store.find(tx, id)).orElseThrow();
        assertThat(on.blocked()).isEmpty();
        assertThat(on.reached()).isEqualTo(Step.FETCHED.rank());
        assertThat(steps(id)).anySatisfy(noted -> {
            assertThat(noted.step()).isEqualTo(Step.OPENED);
            assertThat(noted.times()).isEqualTo(2);
        });
    }

    @Test
    void aPhoneThatComesBackWithItsIdentityIsInUseAndNotBefore() {
        String token = invite(1);
        UUID device = Ids.next();
        UUID id = ((Opening.Open) unit.inTx(tx -> invitations.claim(tx, token, "android", device)))
                .invitation()
                .id();
        database.tx(handle ->
                handle.execute("insert into device_state (workspace_id, device_id) values (?, ?)", workspace, device));
        invitations.noteWorking();
        assertThat(unit.read(tx -> store.find(tx, id)).orElseThrow().reached()).isEqualTo(Step.CHECKED_IN.rank());
        database.tx(handle -> handle.execute("update device_state set last_seen = now()"));
        invitations.noteWorking();
        assertThat(unit.read(tx -> store.find(tx, id)).orElseThrow().reached()).isEqualTo(Step.ACTIVE.rank());
    }

    @Test
    void aHostileCallerCannotFillTheTableWithSteps() {
        String token = invite(1);
        UUID id = ((Opening.Open) invitations.open(token)).invitation().id();
        for (int i = 0; i < 130; i++) {
            invitations.seen(id, Step.LANDED, "platform-" + i);
        }
        assertThat(steps(id)).hasSize(100);
    }

    private List<InvitationStore.NotedStep> steps(UUID id) {
        return unit.read(tx -> store.steps(tx, id));
    }

    private Opening claim(String token) {
        return unit.inTx(tx -> invitations.claim(tx, token, "android", Ids.next()));
    }

    private static Opening.Reason reason(Opening opening) {
        return ((Opening.Refused) opening).reason();
    }

    private String invite(int devices) {
        UUID id = Ids.next();
        String token = invitations.tokens().token(id);
        Invitation invitation = new Invitation(
                id,
                person,
                "",
                "en",
                null,
                devices,
                0,
                now.plus(Duration.ofDays(7)),
                null,
                false,
                now,
                "anna",
                0,
                "",
                "",
                null,
                new Invitation.Mailing(Invitation.MailState.NONE, "", "", 0, null));
        unit.runInTx(tx -> store.insert(tx, invitation, InvitationTokens.hash(token)));
        return token;
    }

    private UUID person() {
        UUID id = Ids.next();
        database.tx(handle -> handle.execute(
                "insert into person values (?, ?, 'Ann', '', 'en', '', '', 0, now(), 'anna', 'ann')", workspace, id));
        return id;
    }

    private static final class Plain implements Sealer {
        @Override
        public byte[] seal(byte[] plain, String context) {
            return plain;
        }

        @Override
        public byte[] open(byte[] sealed, String context) {
            return sealed;
        }
    }
}
