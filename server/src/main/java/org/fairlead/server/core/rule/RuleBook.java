package org.fairlead.server.core.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The enabled rules of one moment in their order, ready to decide. Immutable. */
public final class RuleBook {
    private record Ready(MovingRule rule, List<Predicate<DeviceFacts>> conditions) {
        boolean matches(DeviceFacts facts) {
            return conditions.stream().allMatch(c -> c.test(facts));
        }
    }

    private final List<Ready> rules = new ArrayList<>();

    public RuleBook(Collection<MovingRule> all) {
        all.stream()
                .filter(MovingRule::enabled)
                .sorted(Comparator.comparingInt(MovingRule::ordinal))
                .forEach(rule -> rules.add(new Ready(rule, conditions(rule))));
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * The rule that moves the device now. The first rule whose conditions hold decides: if it has the mode "once" and has
     * acted already, or the device is in its group, the device stays where it is and later rules are not asked.
     */
    public Optional<MovingRule> decide(DeviceFacts facts) {
        return first(facts)
                .filter(rule -> !done(rule, facts))
                .filter(rule -> !rule.group().equals(facts.group()));
    }

    /** The first rule whose conditions hold. */
    public Optional<MovingRule> first(DeviceFacts facts) {
        return rules.stream().filter(r -> r.matches(facts)).map(Ready::rule).findFirst();
    }

    static boolean done(MovingRule rule, DeviceFacts facts) {
        return rule.mode() == MovingRule.Mode.ONCE && facts.doneRules().contains(rule.id());
    }

    private static List<Predicate<DeviceFacts>> conditions(MovingRule rule) {
        List<Predicate<DeviceFacts>> conditions = new ArrayList<>();
        if (rule.onlyUnassigned()) {
            conditions.add(f -> f.group() == null);
        }
        if (!rule.platform().isEmpty()) {
            conditions.add(f -> f.platform().equals(rule.platform()));
        }
        if (!rule.tag().isEmpty()) {
            conditions.add(f -> f.tags().stream().anyMatch(rule.tag()::equalsIgnoreCase));
        }
        if (!rule.namePattern().isEmpty()) {
            NamePattern pattern = NamePattern.of(rule.namePattern());
            conditions.add(f -> pattern.matches(f.name()) || pattern.matches(f.hostname()));
        }
        if (!rule.addressRange().isEmpty()) {
            Optional<AddressRange> range = AddressRange.parse(rule.addressRange());
            conditions.add(f -> range.isPresent() && f.addresses().stream().anyMatch(range.get()::contains));
        }
        return conditions;
    }
}
