package org.fairlead.server.core.fleet;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.invite.Invitations;
import org.fairlead.server.core.invite.Opening;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.rule.DeviceFacts;
import org.fairlead.server.core.rule.RuleRunner;
import org.fairlead.server.core.token.EnrolmentTokens;
import org.fairlead.server.core.token.Redemption;
import org.jspecify.annotations.Nullable;

/** Places new devices by their enrolment token, otherwise by the moving rules. */
public final class DevicePlacement implements Enrolments.Placement {
    private final EnrolmentTokens tokens;
    private final RuleRunner rules;
    private final Invitations invitations;
    private final Groups groups;

    public DevicePlacement(EnrolmentTokens tokens, RuleRunner rules, Invitations invitations, Groups groups) {
        this.tokens = tokens;
        this.rules = rules;
        this.invitations = invitations;
        this.groups = groups;
    }

    @Override
    public Admission admit(Tx tx, String token, String platform, UUID device) {
        if (platform.equals(Policy.THIN_CLIENT)) {
            return new Admission(redeem(tx, token), null);
        }
        return switch (invitations.claim(tx, token, platform, device)) {
            case Opening.Open open ->
                new Admission(
                        present(open.invitation().group()), open.invitation().person());
            case Opening.Refused refused
            when refused.reason() == Opening.Reason.UNKNOWN -> new Admission(redeem(tx, token), null);
            case Opening.Refused refused ->
                throw new Problem.Denied(
                        refused.reason().code(), refused.reason().detail());
        };
    }

    @Override
    public Optional<UUID> owner(Tx tx, String token) {
        return invitations.open(tx, token) instanceof Opening.Open open
                ? Optional.of(open.invitation().person())
                : Optional.empty();
    }

    /** The group, or the root when it is not there any more or was never named. */
    private UUID present(@Nullable UUID group) {
        return group != null && groups.tree().find(group).isPresent()
                ? group
                : groups.tree().root();
    }

    private UUID redeem(Tx tx, String token) {
        return switch (tokens.redeem(tx, token)) {
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
