package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Down.CodeKey.Kind;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.confirm.ConfirmationStore;
import org.fairlead.server.core.confirm.Confirmations;
import org.fairlead.server.core.confirm.GroupCodes;
import org.fairlead.server.core.confirm.Lookup;
import org.fairlead.server.core.confirm.SecretStore;
import org.fairlead.server.core.confirm.ServerKeyNames;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.crypto.Argon2MemoryHard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Offline codes over a real database; the device's side is computed here as a device would. */
class CodesTest {
    private static final byte[] STRANGER = new byte[32];

    private World world;
    private UUID root;
    private UUID office;
    private Policy policy;
    private Confirmations confirmations;
    private GroupCodes groupCodes;
    private final Caller ann = caller(1, Scope.EVERYWHERE);
    private final Caller bob = caller(2, Scope.EVERYWHERE);

    @BeforeEach
    void open() throws Exception {
        world = new World();
        root = world.fleet.tree().root();
        office = world.groups.create(world.admin, "Office", root).id();
        policy = policy(office);
        ServerKeyNames keys = () -> List.of(
                new ServerKeyNames.ServerKey(
                        "current", world.authorities.serverKeyHashes().getFirst()),
                new ServerKeyNames.ServerKey(
                        "next", world.authorities.serverKeyHashes().getLast()));
        confirmations = new Confirmations(
                world.unit,
                world.confirmationStore,
                world.secretStore,
                world.secrets,
                keys,
                world.devices,
                world.fleet,
                world.audit,
                world.eventLog,
                world.changes,
                world.clock);
        groupCodes = new GroupCodes(
                world.unit,
                world.confirmationStore,
                world.secrets,
                keys,
                new Argon2MemoryHard(),
                world.fleet,
                world.audit,
                world.eventLog,
                world.changes,
                world.clock);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void aDeviceInNoGroupGetsNoKeysAndLosesThoseItHad() {
        CodeClient device = new CodeClient(world, "a");
        assertThat(device.keys).isEmpty();
        device.moveTo(office);
        assertThat(device.of(Kind.DEVICE)).hasSize(1);
        assertThat(device.of(Kind.CERTIFICATE)).hasSize(1);
        assertThat(device.of(Kind.GROUP))
                .extracting(Down.CodeKey::group)
                .containsExactlyInAnyOrder(root + "", office + "");
        device.moveTo(null);
        assertThat(device.keys).isEmpty();
    }

    @Test
    void secretsAreSealedInTheDatabaseAndDifferFromDeviceToDevice() {
        CodeClient one = new CodeClient(world, "a").moveTo(office);
        CodeClient other = new CodeClient(world, "b").moveTo(office);
        assertThat(one.key(Kind.DEVICE).secret())
                .isNotEqualTo(other.key(Kind.DEVICE).secret());
        assertThat(one.key(Kind.CERTIFICATE).secret())
                .isNotEqualTo(other.key(Kind.CERTIFICATE).secret());
        assertThat(one.of(Kind.GROUP)).containsExactlyInAnyOrderElementsOf(other.of(Kind.GROUP));
        byte[] stored = world.read(tx -> world.secretStore.ofDevice(tx, one.id))
                .getFirst()
                .sealed();
        assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(one.secret(Kind.DEVICE), java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Test
    void theAnswerOnTheDevicePageIsTheOneThatTheDeviceExpects() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        CodeContext context = device.context(CodeAction.RESET, 77);
        String request = device.request(context);
        Lookup found = confirmations.lookup(ann, request);
        assertThat(found.state()).isEqualTo("ok");
        assertThat(found.page()).isEqualTo("device");
        assertThat(found.action()).isEqualTo("reset");
        assertThat(found.device().id()).isEqualTo(device.id);
        assertThat(found.genuine()).isTrue();
        assertThat(found.repeat()).isFalse();
        Confirmations.Answer answer = confirmations.confirm(ann, device.id, request, "ticket 1");
        assertThat(device.accepts(answer.code(), context)).isTrue();
        assertThat(device.accepts(answer.code(), device.context(CodeAction.RESET, 78)))
                .isFalse();
        assertThat(device.accepts(answer.code(), device.context(CodeAction.CONNECTION, 77)))
                .isFalse();
        assertThat(world.audited).contains("confirmation.issue").doesNotContain("confirmation.repeat");
    }

    @Test
    void theSameRequestGetsTheSameAnswerAndIsNotedAsRepeat() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        String request = device.request(device.context(CodeAction.CONNECTION, 5));
        String first = confirmations.confirm(ann, device.id, request, "r").code();
        Confirmations.Answer second = confirmations.confirm(bob, device.id, request.replace("-", " "), "r");
        assertThat(second.code()).isEqualTo(first);
        assertThat(second.repeat()).isTrue();
        assertThat(confirmations.lookup(ann, request).repeat()).isTrue();
        assertThat(world.audited).containsOnlyOnce("confirmation.repeat");
        assertThat(confirmations.ofDevice(ann, device.id, 10, Optional.empty()))
                .singleElement()
                .satisfies(i -> assertThat(i.repeatCount()).isEqualTo(1));
    }

    @Test
    void codesOfTheWrongKindOfAnotherDeviceOrMadeUpAreRefusedInWords() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        CodeClient other = new CodeClient(world, "b").moveTo(office);
        String reset = device.request(device.context(CodeAction.RESET, 1));
        assertThatThrownBy(() -> confirmations.confirm(ann, other.id, reset, "r"))
                .isInstanceOfSatisfying(Problem.Conflict.class, p -> {
                    assertThat(p.code()).isEqualTo("other-device");
                    assertThat(p.detail())
                            .contains(world.service.get(ann, device.id).name());
                });
        String certificate =
                device.certificateRequest(world.authorities.serverKeyHashes().getFirst(), 1);
        assertThatThrownBy(() -> confirmations.confirm(ann, device.id, certificate, "r"))
                .isInstanceOfSatisfying(Problem.Conflict.class, p -> {
                    assertThat(p.code()).isEqualTo("wrong-kind");
                    assertThat(p.detail()).contains("page of the policy");
                });
        assertThatThrownBy(() -> confirmations.confirmCertificate(ann, policy.id(), reset, "r"))
                .isInstanceOfSatisfying(Problem.Conflict.class, p -> {
                    assertThat(p.code()).isEqualTo("wrong-kind");
                    assertThat(p.detail()).contains("page of the device");
                });
        String madeUp = new RequestCode(0, 1, device.number, 2, 9, 1).text();
        assertThatThrownBy(() -> confirmations.confirm(ann, device.id, madeUp, "r"))
                .isInstanceOfSatisfying(
                        Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("not-genuine"));
        assertThat(confirmations.lookup(ann, madeUp).problem()).isEqualTo("not-genuine");
        assertThatThrownBy(() -> confirmations.confirm(ann, device.id, reset, " "))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void theWrongGroupIsNamed() {
        Lookup found = confirmations.lookup(ann, "053300-121564");
        assertThat(found.state()).isEqualTo("wrong");
        assertThat(found.groups())
                .extracting(Lookup.GroupState::state)
                .containsExactly("ok", "wrong", "missing", "missing");
        assertThat(confirmations.lookup(ann, "053300").state()).isEqualTo("incomplete");
    }

    @Test
    void theCurrentSecretAndTwoOlderOnesAnswerAndNoneBefore() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        CodeContext context = device.context(CodeAction.RESET, 3);
        String request = device.request(context);
        for (int rotation = 1; rotation <= 2; rotation++) {
            device.rotateOnServer();
            String code = confirmations.confirm(ann, device.id, request, "r").code();
            assertThat(ConfirmationCode.parse(code))
                    .isInstanceOfSatisfying(
                            CodeReading.Read.class,
                            r -> assertThat(((ConfirmationCode) r.code()).confirms(device.firstSecret, context))
                                    .isTrue());
        }
        device.rotateOnServer();
        assertThatThrownBy(() -> confirmations.confirm(ann, device.id, request, "r"))
                .isInstanceOfSatisfying(
                        Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("old-epoch"));
    }

    @Test
    void tenWrongCodesInAMinuteSlowOneAdministratorAndNoOther() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        String madeUp = new RequestCode(0, 1, device.number, 2, 9, 1).text();
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> confirmations.confirm(ann, device.id, madeUp, "r"))
                    .isInstanceOf(Problem.Conflict.class);
        }
        assertThatThrownBy(() -> confirmations.confirm(ann, device.id, madeUp, "r"))
                .isInstanceOfSatisfying(Problem.TooMany.class, p -> {
                    assertThat(p.code()).isEqualTo("too-fast");
                    assertThat(p.retryAfterSeconds()).isBetween(1L, 61L);
                });
        String right = device.request(device.context(CodeAction.RESET, 1));
        assertThat(confirmations.confirm(bob, device.id, right, "r").repeat()).isFalse();
    }

    @Test
    void aCertificateRequestIsAnsweredForThisServersKeysAndForNoOther() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        List<byte[]> ours = world.authorities.serverKeyHashes();
        for (int i = 0; i < 2; i++) {
            String request = device.certificateRequest(ours.get(i), 10 + i);
            assertThat(confirmations.lookup(ann, request).policy().id()).isEqualTo(policy.id());
            Confirmations.CertificateAnswer answer =
                    confirmations.confirmCertificate(ann, policy.id(), request, "new certificate");
            assertThat(answer.key()).isEqualTo(i == 0 ? "current" : "next");
            assertThat(answer.device().id()).isEqualTo(device.id);
            assertThat(device.acceptsCertificate(answer.code(), ours.get(i), 10 + i))
                    .isTrue();
            assertThat(device.acceptsCertificate(answer.code(), STRANGER, 10 + i))
                    .isFalse();
        }
        String inBetween = device.certificateRequest(STRANGER, 20);
        assertThat(confirmations.lookup(ann, inBetween).genuine()).isFalse();
        assertThat(world.events).extracting(e -> e.code()).containsOnlyOnce("S19.stranger");
        confirmations.lookup(ann, inBetween);
        assertThatThrownBy(() -> confirmations.confirmCertificate(ann, policy.id(), inBetween, "r"))
                .isInstanceOfSatisfying(
                        Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("stranger"));
        assertThat(world.events).extracting(e -> e.code()).containsOnlyOnce("S19.stranger");
        assertThat(world.audited).contains("confirmation.stranger");
    }

    @Test
    void aCertificateRequestOnThePageOfAnotherPolicySaysWhereToGo() {
        UUID branch = world.groups.create(world.admin, "Branch", root).id();
        Policy wrong = policy(branch);
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        String request =
                device.certificateRequest(world.authorities.serverKeyHashes().getFirst(), 1);
        assertThatThrownBy(() -> confirmations.confirmCertificate(ann, wrong.id(), request, "r"))
                .isInstanceOfSatisfying(Problem.Conflict.class, p -> {
                    assertThat(p.code()).isEqualTo("other-policy");
                    assertThat(p.detail()).contains(policy.name());
                });
    }

    @Test
    void aServerThatHasTheGroupsSecretAnswersWithoutARecordOfTheDevice() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        byte[] ours = world.authorities.serverKeyHashes().getFirst();
        String request = device.certificateRequest(ours, 30);
        world.service.delete(world.admin, device.id);
        Confirmations.CertificateAnswer answer = confirmations.confirmCertificate(ann, policy.id(), request, "moved");
        assertThat(answer.device()).isNull();
        assertThat(device.acceptsCertificate(answer.code(), ours, 30)).isTrue();
    }

    @Test
    void rightsCountInTheGroupOfDeviceAndPolicy() {
        UUID branch = world.groups.create(world.admin, "Branch", root).id();
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        Caller elsewhere = caller(3, Scope.subtrees(Set.of(branch)));
        String reset = device.request(device.context(CodeAction.RESET, 1));
        assertThat(confirmations.lookup(elsewhere, reset).device()).isNull();
        assertThatThrownBy(() -> confirmations.confirm(elsewhere, device.id, reset, "r"))
                .isInstanceOf(Problem.NotFound.class);
        Policy theirs = policy(branch);
        String certificate =
                device.certificateRequest(world.authorities.serverKeyHashes().getFirst(), 6);
        assertThat(confirmations.lookup(elsewhere, certificate).problem()).isEqualTo("unknown-device");
        assertThatThrownBy(() -> confirmations.confirmCertificate(elsewhere, theirs.id(), certificate, "r"))
                .isInstanceOfSatisfying(
                        Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("other-policy"));
        world.service.delete(world.admin, device.id);
        assertThatThrownBy(() -> confirmations.confirmCertificate(elsewhere, theirs.id(), certificate, "r"))
                .isInstanceOfSatisfying(
                        Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("other-policy"));
        assertThatThrownBy(() -> groupCodes.ask(elsewhere, policy.id(), "r", "current", 7))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void codesUsedAreReconciledWithThoseGiven() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        String request = device.request(device.context(CodeAction.RESET, 8));
        confirmations.confirm(ann, device.id, request, "r");
        assertThat(list("unused")).hasSize(1);
        device.used(CodeAction.RESET, 8, DeviceRecord.CodeUsed.Outcome.STARTED);
        device.used(CodeAction.RESET, 8, DeviceRecord.CodeUsed.Outcome.DONE);
        assertThat(list("unused")).isEmpty();
        assertThat(list("used"))
                .singleElement()
                .satisfies(i -> assertThat(i.result()).isEqualTo("done"));
        assertThat(world.events).extracting(e -> e.code()).doesNotContain("S18.code-never-issued");
        device.used(CodeAction.RESET, 9, DeviceRecord.CodeUsed.Outcome.DONE);
        assertThat(list("never-issued")).hasSize(1);
        assertThat(world.events).extracting(e -> e.code()).contains("S18.code-never-issued");
    }

    @Test
    void whatAnotherServerHadAllowedRaisesNoAlarm() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        device.deliver(new DeviceRecord.CodeUsed(
                device.seq++,
                System.currentTimeMillis() - 60_000,
                "connection",
                DeviceRecord.CodeUsed.Form.DEVICE,
                null,
                device.key(Kind.DEVICE).epoch(),
                5,
                DeviceRecord.CodeUsed.Outcome.DONE,
                null));
        assertThat(world.events)
                .extracting(e -> e.code())
                .contains("S22.code-used")
                .doesNotContain("S18.code-never-issued");
        assertThat(list("never-issued")).isEmpty();
    }

    @Test
    void whatTheDeviceSaysOfItsRequestIsShown() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        String request = device.request(device.context(CodeAction.CONNECTION, 8));
        device.deliver(new DeviceRecord.CodeRequested(
                device.seq++, 1, request, "connection", Map.of("newServer", "b.example:8444")));
        assertThat(confirmations.lookup(ann, request).details()).isEqualTo(Map.of("newServer", "b.example:8444"));
        String other = device.request(device.context(CodeAction.CONNECTION, 9));
        assertThat(confirmations.lookup(ann, other).details()).isNull();
    }

    @Test
    void aGroupsCodeNeedsASecondAdministratorAndReachesWhoHoldsItsKey() {
        CodeClient inside = new CodeClient(world, "a").moveTo(office);
        CodeClient outside = new CodeClient(world, "b").moveTo(root);
        ConfirmationStore.GroupCodeRow asked = groupCodes.ask(ann, policy.id(), "lost key", "next", 7);
        assertThatThrownBy(() -> groupCodes.approve(ann, policy.id(), asked.id()))
                .isInstanceOfSatisfying(
                        Problem.Denied.class, p -> assertThat(p.code()).isEqualTo("own-request"));
        String code = groupCodes.approve(bob, policy.id(), asked.id());
        assertThat(groupCodes.approve(ann, policy.id(), asked.id()))
                .as("shown again")
                .isEqualTo(code);
        assertThatThrownBy(() -> groupCodes.approve(caller(4, Scope.EVERYWHERE), policy.id(), asked.id()))
                .isInstanceOf(Problem.Conflict.class);
        ConfirmationStore.GroupCodeRow row =
                groupCodes.list(ann, policy.id(), 10, Optional.empty()).getFirst();
        assertThat(row.devices()).isEqualTo(1);
        assertThat(groupCodes.reached(ann, policy.id(), asked.id(), 10, Optional.empty()))
                .extracting(ConfirmationStore.Reached::id)
                .containsExactly(inside.id);
        byte[] next = world.authorities.serverKeyHashes().getLast();
        assertThat(inside.allows(code, office, next)).isTrue();
        assertThat(inside.allows(code, office, STRANGER)).isFalse();
        assertThat(outside.of(Kind.GROUP)).noneMatch(k -> office.toString().equals(k.group()));
        inside.deliver(new DeviceRecord.CodeUsed(
                inside.seq++,
                1,
                "certificate",
                DeviceRecord.CodeUsed.Form.GROUP,
                office.toString(),
                row.epoch(),
                row.lastDay(),
                DeviceRecord.CodeUsed.Outcome.DONE,
                null));
        assertThat(world.events).extracting(e -> e.code()).doesNotContain("S18.code-never-issued");
        assertThat(groupCodes
                        .list(ann, policy.id(), 10, Optional.empty())
                        .getFirst()
                        .used())
                .isEqualTo(1);
    }

    @Test
    void aRevokedCodeIsWorthNothingToWhoHearsOfIt() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        ConfirmationStore.GroupCodeRow asked = groupCodes.ask(ann, policy.id(), "r", "current", 1);
        String code = groupCodes.approve(bob, policy.id(), asked.id());
        byte[] current = world.authorities.serverKeyHashes().getFirst();
        assertThat(device.allows(code, office, current)).isTrue();
        groupCodes.revoke(ann, policy.id(), asked.id());
        device.fetch();
        assertThat(device.allows(code, office, current)).isFalse();
        assertThatThrownBy(() -> groupCodes.approve(bob, policy.id(), asked.id()))
                .isInstanceOfSatisfying(
                        Problem.Conflict.class, p -> assertThat(p.code()).isEqualTo("revoked"));
    }

    @Test
    void aDeviceThatLeavesAGroupIsFollowedByANewSharedKeyAndANewKeyOfItsOwn() {
        CodeClient stays = new CodeClient(world, "a").moveTo(office);
        CodeClient leaves = new CodeClient(world, "b").moveTo(office);
        UUID branch = world.groups.create(world.admin, "Branch", root).id();
        String before = stays.groupKey(office).secret();
        String own = leaves.key(Kind.DEVICE).secret();
        leaves.moveTo(branch);
        assertThat(leaves.key(Kind.DEVICE).secret()).isNotEqualTo(own);
        world.database.tx(
                handle -> handle.execute("update code_group_secret set made_at = now() - interval '2 hours'"));
        world.secrets.rotate();
        stays.fetch();
        assertThat(stays.groupKey(office).secret()).isNotEqualTo(before);
        assertThat(stays.groupKey(office).epoch()).isEqualTo(2);
        assertThat(stays.groupKey(root).epoch()).isEqualTo(1);
    }

    @Test
    void secretsAreRenewedAfterNinetyDays() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        world.database.tx(handle -> {
            handle.execute("update code_group_secret set made_at = now() - interval '91 days'");
            return handle.execute("update code_device set made_at = now() - interval '91 days'");
        });
        world.presence.flush();
        world.secrets.rotate();
        assertThat(device.link.last(Down.Nudge.class).topics()).contains(Down.Topic.CODES);
        device.fetch();
        assertThat(device.keys).filteredOn(k -> k.epoch() == 2).hasSize(4);
        assertThat(world.<List<SecretStore.GroupSecret>>read(tx -> world.secretStore.ofGroups(tx, List.of(office))))
                .filteredOn(s -> s.purpose() == SecretStore.Purpose.CERTIFICATE)
                .hasSize(2);
    }

    @Test
    void aDeviceWithAllItsKeysIsToldNothingAndOneThatLacksSomeIsTold() {
        CodeClient device = new CodeClient(world, "a").moveTo(office);
        World.Link again = new World.Link("1");
        device.connect(again);
        assertThat(again.of(Down.Welcome.class).getFirst().waiting()).doesNotContain(Down.Topic.CODES);
        device.version = "";
        World.Link lost = new World.Link("1");
        device.connect(lost);
        assertThat(lost.of(Down.Welcome.class).getFirst().waiting()).contains(Down.Topic.CODES);
    }

    private List<ConfirmationStore.Issued> list(String state) {
        return confirmations.list(ann, state, 10, Optional.empty());
    }

    private Policy policy(UUID group) {
        return world.policies.create(
                world.admin,
                new PolicyService.Wish(
                        "Policy of " + world.fleet.tree().get(group).name(),
                        group,
                        Policy.THIN_CLIENT,
                        Policy.Status.ACTIVE,
                        true,
                        false,
                        new LinkedHashMap<>(),
                        Set.of()));
    }

    private static Caller caller(int id, Scope scope) {
        return new Caller() {
            @Override
            public Actor actor() {
                return new Actor(Actor.Kind.ADMINISTRATOR, new UUID(0, id), "admin" + id, "127.0.0.1");
            }

            @Override
            public Scope scope(Right right) {
                return scope;
            }

            @Override
            public void requireStepUp() {}
        };
    }
}
