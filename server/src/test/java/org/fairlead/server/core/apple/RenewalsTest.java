package org.fairlead.server.core.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Renewal, expiry, and phones that come back. */
class RenewalsTest {
    private static final String UDID = "00008030-000A1B2C3D4E5F60";
    private final AppleWorld world = new AppleWorld();
    private final UUID ann = world.person("ann");
    private final UUID bob = world.person("bob");

    @AfterEach
    void close() {
        world.close();
    }

    private AppleWorld.Phone phone() {
        AppleWorld.Phone phone = world.new Phone(UDID).enrol(world.invite(ann));
        phone.work();
        return phone;
    }

    private UUID device(AppleWorld.Phone phone) {
        return Objects.requireNonNull(world.unit
                .inTx(tx -> world.store.lock(tx, phone.enrolment))
                .orElseThrow()
                .device());
    }

    private String[] renewal(AppleWorld.Phone phone) {
        CommandLoop.Sent sent = phone.idle().orElseThrow();
        assertThat(sent.command().get("RequestType")).isEqualTo("InstallProfile");
        String[] words = new String(
                        (byte[]) Objects.requireNonNull(sent.command().get("Payload")), StandardCharsets.UTF_8)
                .split(" ");
        phone.done(sent);
        return words;
    }

    @Test
    void sixtyDaysBeforeTheEndThePhoneIsToldToInstallTheProfileAgainAndNotADayEarlier() {
        AppleWorld.Phone phone = phone();
        world.now = world.now.plus(Duration.ofDays(730 - 60));
        world.renewals.run();
        assertThat(phone.idle()).isEmpty();
        world.now = world.now.plusMillis(1);
        world.renewals.run();
        world.renewals.run();
        assertThat(world.pushDue(phone.enrolment)).isEqualTo(world.now);
        assertThat(phone.work()).containsExactly("InstallProfile");
        world.renewals.run();
        assertThat(phone.work()).as("once a day").isEmpty();
        world.now = world.now.plus(Duration.ofDays(1)).plusMillis(1);
        world.renewals.run();
        assertThat(phone.work()).containsExactly("InstallProfile");
    }

    @Test
    void theOldIdentityIsGoodUntilThePhoneWorksWithTheNewOneAndNothingElseIsLost() {
        AppleWorld.Phone phone = phone();
        UUID device = device(phone);
        world.profile.url = "https://another.example.test";
        world.now = world.now.plus(Duration.ofDays(700));
        world.renewals.run();
        String[] profile = renewal(phone);
        assertThat(profile[1]).isEqualTo(AppleWorld.TOPIC);
        assertThat(profile[2]).as("the address never changes").isEqualTo("https://phones.example.test");
        String old = phone.fingerprint;
        String fresh = phone.certify(profile[0], Duration.ofDays(730));
        // a new push token between the two does not harm the new identity
        phone.tokenUpdate();
        assertThat(phone.idle()).isEmpty();
        phone.fingerprint = fresh;
        phone.authenticate();
        phone.fingerprint = old;
        assertThat(phone.idle()).as("the old identity still counts").isEmpty();
        phone.fingerprint = fresh;
        phone.tokenUpdate();
        assertThat(phone.work()).as("nobody asks for the inventory again").isEmpty();
        assertThat(device(phone)).isEqualTo(device);
        phone.fingerprint = old;
        assertThatThrownBy(phone::idle)
                .isInstanceOfSatisfying(
                        Problem.Denied.class, p -> assertThat(p.code()).isEqualTo("identity-revoked"));
        world.now = world.now.plus(Duration.ofDays(31));
        world.renewals.run();
        phone.fingerprint = fresh;
        assertThat(phone.work()).as("renewed for two years").isEmpty();
    }

    @Test
    void aChangedProfileIsRolledOutToEveryPhoneOnce() {
        AppleWorld.Phone phone = phone();
        world.renewals.run();
        assertThat(phone.work()).isEmpty();
        world.profile.hash = "two";
        world.renewals.run();
        String[] profile = renewal(phone);
        phone.fingerprint = phone.certify(profile[0], Duration.ofDays(730));
        phone.authenticate();
        phone.tokenUpdate();
        world.now = world.now.plus(Duration.ofDays(2));
        world.renewals.run();
        assertThat(phone.work()).isEmpty();
    }

    @Test
    void aPhoneWhoseIdentityHasExpiredIsSaidToBeLostOnceAndCannotSpeakAnyMore() {
        AppleWorld.Phone phone = phone();
        UUID device = device(phone);
        world.now = world.now.plus(Duration.ofDays(730)).minusMillis(1);
        assertThat(phone.idle()).isEmpty();
        world.now = world.now.plusMillis(1);
        assertThatThrownBy(phone::idle)
                .isInstanceOfSatisfying(
                        Problem.Denied.class, p -> assertThat(p.code()).isEqualTo("identity-expired"));
        world.renewals.run();
        world.renewals.run();
        assertThat(world.eventCodes()).containsOnlyOnce("S57.apple-identity-expired");
        assertThat(world.devices.sheet(world.admin, device).enrolment().state()).isEqualTo(Enrolment.State.ENDED);
        assertThat(world.service.get(world.admin, device).reported().get("managed"))
                .isEqualTo(false);
        world.certificates.upload(
                world.admin, AppleWorld.wish(AppleWorld.TOPIC, world.now.plus(Duration.ofDays(99)), false));
        AppleWorld.Phone again = world.new Phone(UDID).enrol(world.invite(ann));
        assertThat(device(again)).isEqualTo(device);
    }

    @Test
    void aChallengeCertifiesOneKeyWithinItsHourAndTheSameKeyAgain() {
        Offers.Offer offer = world.offers.offer(world.invite(ann));
        Offers.Issuer issuer = (id, end) -> new AppleStore.Identity(
                Digests.sha256("c"), id, "key", new byte[] {1}, world.now.plus(Duration.ofDays(9)), 1, false);
        assertThat(world.offers.certify(offer.challenge(), "key", issuer)).isPresent();
        assertThat(world.offers.certify(offer.challenge(), "key", issuer)).isPresent();
        assertThat(world.offers.certify(offer.challenge(), "another", issuer)).isEmpty();
        assertThat(world.offers.certify("guess", "key", issuer)).isEmpty();
        Offers.Offer late = world.offers.offer(world.invite(ann));
        world.now = world.now.plus(Offers.CHALLENGE_LIFE);
        assertThat(world.offers.certify(late.challenge(), "key", issuer)).isEmpty();
    }

    @Test
    void ofTwoPhonesWithOneInvitationTheSecondIsToldThatItIsUsed() {
        String invitation = world.invite(ann);
        AppleWorld.Phone one = world.new Phone(UDID).fetch(invitation);
        AppleWorld.Phone two = world.new Phone(UDID.replace('A', 'B')).fetch(invitation);
        one.authenticate();
        assertThatThrownBy(two::authenticate)
                .isInstanceOfSatisfying(
                        Problem.Denied.class, p -> assertThat(p.code()).contains("used"));
        assertThatThrownBy(two::tokenUpdate).isInstanceOf(Problem.Denied.class);
        one.tokenUpdate();
        assertThat(one.work()).isNotEmpty();
    }

    @Test
    void anIdentityOfOnePhoneDoesNotSpeakForAnother() {
        AppleWorld.Phone one = phone();
        AppleWorld.Phone other = world.new Phone("00008030-FFFFFFFFFFFFFFFF").enrol(world.invite(bob));
        other.fingerprint = one.fingerprint;
        assertThatThrownBy(other::idle).isInstanceOf(Problem.Denied.class);
        assertThatThrownBy(other::tokenUpdate).isInstanceOf(Problem.Denied.class);
        assertThatThrownBy(other::authenticate).isInstanceOf(Problem.Denied.class);
    }

    @Test
    void theSamePersonContinuesTheHistoryAndWhatWaitedBeforeIsGivenUp() {
        AppleWorld.Phone phone = phone();
        UUID device = device(phone);
        AppleWorld.Phone again = world.new Phone(UDID).enrol(world.invite(ann));
        assertThat(device(again)).isEqualTo(device);
        assertThatThrownBy(phone::idle).isInstanceOf(Problem.Denied.class);
        assertThat(again.work()).contains("DeviceInformation");
    }

    @Test
    void anotherPersonsPhoneWithAKnownUdidGetsNothingUntilAnAdministratorAccepts() {
        AppleWorld.Phone phone = phone();
        UUID device = device(phone);
        AppleWorld.Phone other = world.new Phone(UDID).enrol(world.invite(bob));
        assertThat(world.eventCodes()).contains("S56.apple-other-person");
        assertThat(other.idle()).isEmpty();
        assertThatThrownBy(() -> other.say("GetBootstrapToken", Map.of())).isInstanceOf(Problem.Denied.class);
        assertThatThrownBy(() -> other.say("DeclarativeManagement", Map.of("Endpoint", "tokens")))
                .isInstanceOf(Problem.Denied.class);
        assertThat(phone.idle()).as("the phone of before goes on").isEmpty();
        assertThat(world.service.get(world.admin, device).person()).isEqualTo(ann);
        Quarantine.Claim claim =
                world.devices.sheet(world.admin, device).claims().getFirst();
        assertThat(claim.person()).isEqualTo(bob);

        world.quarantine.decide(world.admin, device, claim.enrolment(), true);
        assertThat(world.service.get(world.admin, device).person()).isEqualTo(bob);
        assertThat(other.work()).contains("DeviceInformation", "DeclarativeManagement");
        assertThatThrownBy(phone::idle).isInstanceOf(Problem.Denied.class);
        assertThat(world.devices.sheet(world.admin, device).claims()).isEmpty();
        assertThatThrownBy(() -> world.quarantine.decide(world.admin, device, claim.enrolment(), true))
                .isInstanceOf(Problem.Conflict.class);
    }

    @Test
    void aRefusedClaimEndsAndThePhoneOfBeforeGoesOn() {
        AppleWorld.Phone phone = phone();
        UUID device = device(phone);
        AppleWorld.Phone other = world.new Phone(UDID).enrol(world.invite(bob));
        world.quarantine.decide(world.admin, device, other.enrolment, false);
        assertThatThrownBy(other::idle).isInstanceOf(Problem.Denied.class);
        assertThat(phone.idle()).isEmpty();
        assertThat(world.service.get(world.admin, device).person()).isEqualTo(ann);
        assertThat(List.copyOf(world.fixture.audited))
                .anySatisfy(line -> assertThat(line).startsWith("device.claim-refuse"));
    }
}
