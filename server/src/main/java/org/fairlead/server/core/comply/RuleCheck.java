package org.fairlead.server.core.comply;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.health.OsVersion;
import org.fairlead.server.core.policy.Policy;

/** Refuses rules that make no sense. */
final class RuleCheck {
    static final int MAX_NAME = 100;
    static final int MAX_GRACE = 90 * 1440;
    static final int MAX_STEPS = 5;
    static final int MAX_APPS = 50;
    static final int MAX_DAYS = 365;
    private static final Set<String> PHONES = Set.of(Policy.ANDROID, Policy.IOS, Policy.IPADOS);

    private RuleCheck() {}

    static void check(Rule rule) {
        Map<String, String> errors = new LinkedHashMap<>();
        if (rule.name().isBlank()
                || rule.name().length() > MAX_NAME
                || rule.name().chars().anyMatch(Character::isISOControl)) {
            errors.put("name", "must have 1 to " + MAX_NAME + " characters");
        }
        if (!PHONES.containsAll(rule.platforms())) {
            errors.put("platforms", "must be among android, ios, ipados");
        }
        if (rule.graceMinutes() < 0 || rule.graceMinutes() > MAX_GRACE) {
            errors.put("graceMinutes", "must be from 0 to " + MAX_GRACE);
        }
        params(rule, errors);
        steps(rule.steps(), errors);
        if (!errors.isEmpty()) {
            throw new Problem.Invalid(errors);
        }
    }

    private static void params(Rule rule, Map<String, String> errors) {
        Rule.Params p = rule.params();
        switch (rule.criterion()) {
            case OS_BELOW -> {
                version("params.minimumAndroid", p.minimumAndroid(), errors);
                version("params.minimumApple", p.minimumApple(), errors);
                if (p.minimumAndroid().isEmpty() && p.minimumApple().isEmpty()) {
                    errors.put("params.minimumAndroid", "name the lowest version for at least one system");
                }
            }
            case SILENT, PATCH_BEFORE -> {
                if (p.days() < 1 || p.days() > MAX_DAYS) {
                    errors.put("params.days", "must be from 1 to " + MAX_DAYS);
                }
            }
            case APP_ABSENT, APP_PRESENT -> {
                boolean bad = p.apps().stream().anyMatch(a -> !a.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,254}"));
                if (p.apps().isEmpty() || p.apps().size() > MAX_APPS || bad) {
                    errors.put("params.apps", "must be 1 to " + MAX_APPS + " identifiers such as com.example.mail");
                }
            }
            default -> {}
        }
    }

    private static void version(String field, String version, Map<String, String> errors) {
        if (!version.isEmpty() && OsVersion.parse(version).isEmpty()) {
            errors.put(field, "must be a version such as 14 or 17.5.1");
        }
    }

    private static void steps(List<Rule.Step> steps, Map<String, String> errors) {
        if (steps.size() > MAX_STEPS) {
            errors.put("steps", "at most " + MAX_STEPS);
        }
        int before = 0;
        for (int i = 0; i < steps.size(); i++) {
            Rule.Step step = steps.get(i);
            if (step.afterMinutes() < before || step.afterMinutes() > MAX_GRACE) {
                errors.put(
                        "steps." + i + ".afterMinutes",
                        "must be from 0 to " + MAX_GRACE + " and not before the step above");
            }
            if (step.action() == Rule.Action.WIPE_CORPORATE && i < steps.size() - 1) {
                errors.put("steps." + i + ".action", "nothing can follow it, the management has ended");
            }
            before = step.afterMinutes();
        }
    }
}
