package org.fairlead.server.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.store.FleetFixture;
import org.fairlead.server.store.PgMovingRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MovingRulesTest {
    private final FleetFixture fleet = new FleetFixture();
    private final PgMovingRules store = new PgMovingRules(fleet.workspace);
    private final MovingRules rules = new MovingRules(fleet.unit, store, fleet, fleet.audit, new Changes());
    private final RuleRunner runner = new RuleRunner(fleet.unit, store, fleet, fleet.mover(), fleet.audit);
    private final Caller anna = FleetFixture.anyone();
    private UUID kazan = fleet.tree().root();
    private UUID perm = fleet.tree().root();

    @BeforeEach
    void groups() {
        kazan = fleet.group("Kazan");
        perm = fleet.group("Perm");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void theTimerLetsContinuousRulesActAndNotThoseThatActOnce() {
        UUID lab = fleet.device("LAB-1", null);
        UUID office = fleet.device("PC-1", null, "10.3.0.4");
        rules.create(anna, wish("once", MovingRule.Mode.ONCE, "LAB-*", "", kazan));
        rules.create(anna, wish("always", MovingRule.Mode.CONTINUOUS, "", "10.3.0.0/16", perm));
        assertThat(runner.runContinuous()).isEqualTo(1);
        assertThat(fleet.groupOf(office)).isEqualTo(perm);
        assertThat(fleet.groupOf(lab)).isNull();
        assertThat(runner.runContinuous()).isZero();
    }

    @Test
    void aContinuousRuleTakesBackWhatWasMovedByHandAndARuleOfTheModeOnceDoesNot() {
        UUID lab = fleet.device("LAB-1", null);
        MovingRule once = rules.create(anna, wish("once", MovingRule.Mode.ONCE, "LAB-*", "", kazan));
        assertThat(runner.run(anna, once.id())).isEqualTo(1);
        fleet.unit.runInTx(tx -> fleet.devices.move(tx, List.of(lab), perm));
        assertThat(runner.run(anna, once.id())).isZero();
        assertThat(reconsider(lab)).isZero();
        assertThat(fleet.groupOf(lab)).isEqualTo(perm);
        rules.change(anna, once.id(), wish("always", MovingRule.Mode.CONTINUOUS, "LAB-*", "", kazan));
        assertThat(runner.runContinuous()).isEqualTo(1);
        assertThat(fleet.groupOf(lab)).isEqualTo(kazan);
    }

    @Test
    void enrolmentAsksTheRulesAndRemembersThoseThatActOnce() {
        MovingRule once = rules.create(anna, wish("once", MovingRule.Mode.ONCE, "LAB-*", "", kazan));
        UUID lab = fleet.unit.inTx(tx -> {
            UUID id = fleet.device(tx, "LAB-7", null);
            DeviceFacts facts =
                    new DeviceFacts(id, "LAB-7", "lab-7", "thin-client", List.of(), List.of(), null, Set.of());
            assertThat(runner.groupFor(tx, facts)).contains(kazan);
            fleet.devices.move(tx, List.of(id), kazan);
            runner.placed(tx, id);
            return id;
        });
        assertThat(fleet.unit
                        .read(tx -> store.facts(tx, List.of(lab)))
                        .getFirst()
                        .doneRules())
                .containsExactly(once.id());
        DeviceFacts other =
                new DeviceFacts(UUID.randomUUID(), "PC", "pc", "thin-client", List.of(), List.of(), null, Set.of());
        Optional<UUID> none = fleet.unit.inTx(tx -> runner.groupFor(tx, other));
        assertThat(none).isEmpty();
    }

    @Test
    void changedFactsMoveTheDeviceThatChangedAndNoOther() {
        UUID one = fleet.device("PC-1", null);
        UUID two = fleet.device("PC-2", null);
        fleet.unit.runInTx(tx -> {
            fleet.devices.describe(tx, one, "", List.of("pilot"));
            fleet.devices.describe(tx, two, "", List.of("pilot"));
        });
        rules.create(
                anna,
                new MovingRules.Wish(
                        "pilot", true, MovingRule.Mode.CONTINUOUS, true, "", "", "Pilot", "thin-client", kazan));
        assertThat(reconsider(one)).isEqualTo(1);
        assertThat(fleet.groupOf(one)).isEqualTo(kazan);
        assertThat(fleet.groupOf(two)).isNull();
    }

    @Test
    void aRunByHandLeavesAloneWhatAnEarlierRuleDecides() {
        UUID lab = fleet.device("LAB-1", null);
        UUID office = fleet.device("PC-1", null);
        rules.create(anna, wish("first", MovingRule.Mode.CONTINUOUS, "LAB-*", "", kazan));
        MovingRule rest = rules.create(anna, wish("rest", MovingRule.Mode.CONTINUOUS, "*", "", perm));
        assertThat(runner.run(anna, rest.id())).isEqualTo(1);
        assertThat(fleet.groupOf(office)).isEqualTo(perm);
        assertThat(fleet.groupOf(lab)).isNull();
    }

    @Test
    void aRuleThatIsOffCannotBeRun() {
        MovingRule off = rules.create(
                anna, new MovingRules.Wish("off", false, MovingRule.Mode.ONCE, false, "", "", "", "", kazan));
        assertThatThrownBy(() -> runner.run(anna, off.id())).isInstanceOf(Problem.Conflict.class);
    }

    @Test
    void aDryRunSaysWhatTheRunThenDoesAndMovesNothing() {
        UUID lab = fleet.device("LAB-1", perm);
        fleet.device("PC-1", null);
        MovingRule rule = rules.create(anna, wish("labs", MovingRule.Mode.CONTINUOUS, "LAB-*", "", kazan));
        RuleRunner.Plan plan = runner.plan(anna, null);
        assertThat(plan)
                .isEqualTo(new RuleRunner.Plan(List.of(new RuleRunner.Move(lab, "LAB-1", perm, kazan, "labs")), 1));
        assertThat(fleet.groupOf(lab)).isEqualTo(perm);
        RuleRunner.Plan drafts =
                runner.plan(anna, rules.drafts(List.of(wish("all", MovingRule.Mode.ONCE, "*", "", kazan))));
        assertThat(drafts.total()).isEqualTo(2);
        assertThat(runner.run(anna, rule.id())).isEqualTo(1);
    }

    @Test
    void theOrderChangesAsAWholeOrNotAtAll() {
        MovingRule a = rules.create(anna, wish("a", MovingRule.Mode.ONCE, "a", "", kazan));
        MovingRule b = rules.create(anna, wish("b", MovingRule.Mode.ONCE, "b", "", kazan));
        MovingRule c = rules.create(anna, wish("c", MovingRule.Mode.ONCE, "c", "", kazan));
        assertThat(rules.order(anna, List.of(c.id(), a.id(), b.id())))
                .extracting(MovingRule::name)
                .containsExactly("c", "a", "b");
        assertThat(rules.list(anna)).extracting(MovingRule::name).containsExactly("c", "a", "b");
        for (List<UUID> wrong : List.of(
                List.of(c.id(), a.id()),
                List.of(c.id(), a.id(), a.id()),
                List.of(c.id(), a.id(), UUID.randomUUID()),
                List.of(a.id(), b.id(), c.id(), c.id()))) {
            assertThatThrownBy(() -> rules.order(anna, wrong)).isInstanceOf(Problem.Conflict.class);
        }
        rules.delete(anna, a.id());
        assertThat(rules.list(anna)).extracting(MovingRule::name).containsExactly("c", "b");
        assertThat(rules.create(anna, wish("d", MovingRule.Mode.ONCE, "d", "", kazan))
                        .ordinal())
                .isEqualTo(3);
    }

    @Test
    void rulesAreCheckedAtTheirLimits() {
        String hundred = "x".repeat(100);
        rules.create(anna, wish(hundred, MovingRule.Mode.ONCE, hundred, "10.0.0.0/8", kazan));
        assertInvalid("name", wish(hundred + "x", MovingRule.Mode.ONCE, "", "", kazan));
        assertInvalid("name", wish(" ", MovingRule.Mode.ONCE, "", "", kazan));
        assertInvalid("namePattern", wish("x", MovingRule.Mode.ONCE, hundred + "x", "", kazan));
        assertInvalid("addressRange", wish("x", MovingRule.Mode.ONCE, "", "10.0.0.0/33", kazan));
        assertInvalid("groupId", wish("x", MovingRule.Mode.ONCE, "", "", UUID.randomUUID()));
        assertInvalid(
                "platform", new MovingRules.Wish("x", true, MovingRule.Mode.ONCE, false, "", "", "", "toaster", kazan));
    }

    @Test
    void whoseRightEndsAtAGroupSeesItsRulesAndChangesNone() {
        MovingRule own = rules.create(anna, wish("kazan", MovingRule.Mode.ONCE, "x", "", kazan));
        rules.create(anna, wish("perm", MovingRule.Mode.ONCE, "x", "", perm));
        Caller boris = FleetFixture.scoped(List.of(kazan), Right.VIEW, Right.DEVICES);
        assertThat(rules.list(boris)).containsExactly(own);
        assertThatThrownBy(() -> rules.create(boris, wish("x", MovingRule.Mode.ONCE, "", "", kazan)))
                .isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> rules.delete(boris, own.id())).isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> rules.order(boris, List.of(own.id()))).isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> runner.run(boris, own.id())).isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> runner.plan(boris, null)).isInstanceOf(AccessDenied.class);
    }

    @Test
    void everyChangeIsAudited() {
        MovingRule rule = rules.create(anna, wish("a", MovingRule.Mode.ONCE, "a", "", kazan));
        rules.change(anna, rule.id(), wish("a", MovingRule.Mode.ONCE, "b", "", kazan));
        rules.order(anna, List.of(rule.id()));
        rules.delete(anna, rule.id());
        assertThat(fleet.audited)
                .extracting(a -> a.substring(0, a.indexOf(' ')))
                .containsExactly("moving-rule.create", "moving-rule.change", "moving-rule.order", "moving-rule.delete");
        assertThat(fleet.audited.get(1)).contains("namePattern").doesNotContain("addressRange");
    }

    @Test
    void moreDevicesThanOnePageAreAllMoved() {
        fleet.unit.runInTx(tx -> {
            for (int i = 0; i < 2_001; i++) {
                fleet.device(tx, "PC-" + i, null);
            }
        });
        rules.create(anna, wish("all", MovingRule.Mode.CONTINUOUS, "PC-*", "", kazan));
        assertThat(runner.plan(anna, null).total()).isEqualTo(2_001);
        assertThat(runner.plan(anna, null).moves()).hasSize(500);
        assertThat(runner.runContinuous()).isEqualTo(2_001);
    }

    private int reconsider(UUID device) {
        return fleet.unit.inTx(tx -> runner.reconsider(tx, List.of(device)));
    }

    private void assertInvalid(String field, MovingRules.Wish wish) {
        assertThatThrownBy(() -> rules.create(anna, wish))
                .isInstanceOfSatisfying(
                        Problem.Invalid.class, p -> assertThat(p.fields()).containsOnlyKeys(field));
    }

    private static MovingRules.Wish wish(String name, MovingRule.Mode mode, String pattern, String range, UUID group) {
        return new MovingRules.Wish(name, true, mode, false, pattern, range, "", "", group);
    }
}
