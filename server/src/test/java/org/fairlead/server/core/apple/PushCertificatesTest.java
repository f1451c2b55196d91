package org.fairlead.server.core.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.event.EventCodes;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.invite.MobileReadiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PushCertificatesTest {
    private final AppleWorld world = new AppleWorld();
    private final Instant end = world.now.plus(Duration.ofDays(365));

    @AfterEach
    void close() {
        world.close();
    }

    private List<NewEvent> reminders() {
        return world.events.stream()
                .filter(e -> e.code().startsWith("S51") || e.code().startsWith("S52"))
                .toList();
    }

    @Test
    void eachStepRemindsOnceAtItsMomentAndTheEndIsCritical() {
        int said = 0;
        for (int days : List.of(60, 30, 14, 7, 3, 1)) {
            world.now = end.minus(Duration.ofDays(days)).minusMillis(1);
            world.certificates.remind();
            assertThat(reminders()).as("not before %s days", days).hasSize(said);
            world.now = end.minus(Duration.ofDays(days));
            world.certificates.remind();
            world.certificates.remind();
            said++;
            assertThat(reminders()).as("at %s days", days).hasSize(said);
            assertThat(reminders().getLast().args())
                    .isEqualTo(java.util.Map.of(
                            "days",
                            Integer.toString(days),
                            "notAfter",
                            end.toString().substring(0, 10)));
        }
        world.now = end.minusMillis(1);
        world.certificates.remind();
        assertThat(reminders()).hasSize(6);
        assertThat(world.certificates.readiness()).isEqualTo(MobileReadiness.ApplePush.READY);
        world.now = end;
        world.certificates.remind();
        world.certificates.remind();
        assertThat(reminders()).hasSize(7);
        assertThat(EventCodes.of(reminders().getLast().code()).level()).isEqualTo(EventLevel.CRITICAL);
        assertThat(world.certificates.readiness()).isEqualTo(MobileReadiness.ApplePush.EXPIRED);
        assertThatThrownBy(() -> world.offers.offer(world.invite(world.person("ann"))))
                .isInstanceOf(Problem.Unavailable.class);
    }

    @Test
    void aServerThatWasOffRemindsOfTheNearestStepOnly() {
        world.now = end.minus(Duration.ofDays(5));
        world.certificates.remind();
        assertThat(reminders()).hasSize(1);
        assertThat(reminders().getFirst().args().get("days")).isEqualTo("5");
    }

    @Test
    void aRenewedCertificateStartsTheRemindersAnew() {
        world.now = end.minus(Duration.ofDays(1));
        world.certificates.remind();
        Instant next = end.plus(Duration.ofDays(365));
        world.certificates.upload(world.admin, AppleWorld.wish(AppleWorld.TOPIC, next, false));
        world.certificates.remind();
        assertThat(reminders()).hasSize(1);
        world.now = next.minus(Duration.ofDays(60));
        world.certificates.remind();
        assertThat(reminders()).hasSize(2);
    }

    @Test
    void anExpiredCertificateAndAnotherTopicAreRefusedAndThePhonesAreNamed() {
        AppleWorld.Phone phone = world.new Phone("00008030-000A1B2C3D4E5F60").enrol(world.invite(world.person("ann")));
        assertThatThrownBy(() ->
                        world.certificates.upload(world.admin, AppleWorld.wish(AppleWorld.TOPIC, world.now, false)))
                .isInstanceOf(Problem.Invalid.class);
        PushCertificates.Wish other = AppleWorld.wish("com.apple.mgmt.External.other", end, false);
        assertThatThrownBy(() -> world.certificates.upload(world.admin, other))
                .isInstanceOfSatisfying(Problem.Conflict.class, p -> {
                    assertThat(p.code()).isEqualTo("topic-changed");
                    PushCertificates.TopicChange change =
                            (PushCertificates.TopicChange) Objects.requireNonNull(p.current());
                    assertThat(change.phones()).isEqualTo(1);
                    assertThat(change.names()).hasSize(1);
                });
        world.certificates.upload(world.admin, AppleWorld.wish("com.apple.mgmt.External.other", end, true));
        assertThat(world.certificates.topic()).contains("com.apple.mgmt.External.other");
        assertThat(phone.idle()).as("the phone still speaks with the server").isPresent();
    }
}
