package org.fairlead.server.core.fleet;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.rule.DeviceFacts;
import org.fairlead.server.core.rule.RuleRunner;
import org.fairlead.server.core.token.EnrolmentTokens;
import org.fairlead.server.core.token.Redemption;
import org.jspecify.annotations.Nullable;

/** Places new devices by their enrolment token, otherwise by the moving rules. */
public final class DevicePlacement implements Enrolments.Placement {
    private final EnrolmentTokens tokens;
    private final RuleRunner rules;

    public DevicePlacement(EnrolmentTokens tokens, RuleRunner rules) {
        this.tokens = tokens;
        this.rules = rules;
    }

    @Override
    public UUID redeem(Tx tx, String token) {
        return switch (tokens.redeem(tx, token.strip())) {
            case Redemption.Admitted admitted -> admitted.group();
            case Redemption.Refused refused ->
                throw new Problem.Denied(
                        refused.reason().code(), refused.reason().detail());
        };
    }

    @Override
    public @Nullable UUID byRules(Tx tx, UUID device, String name, List<String> addresses, String platform) {
        return rules.groupFor(tx, new DeviceFacts(device, name, name, platform, addresses, List.of(), null, Set.of()))
                .orElse(null);
    }

    @Override
    public void placed(Tx tx, UUID device) {
        rules.placed(tx, device);
    }
}
