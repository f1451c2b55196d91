package org.fairlead.server.core.android;

import java.util.ArrayList;
import java.util.List;
import org.fairlead.server.core.Wire;

/** What an administrator must have agreed to before one build takes the place of another. */
public enum AgentRisk implements Wire {
    /** Phones take it for another app. */
    OTHER_PACKAGE("other-package"),
    /** Phones refuse it as an update. */
    OTHER_SIGNER("other-signer"),
    /** Phones that have a newer one keep it. */
    OLDER("older");

    /** The name of the agent as this project builds it. */
    public static final String USUAL_PACKAGE = "org.fairlead.agent";

    private final String wire;

    AgentRisk(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** What the change from one build to another brings. */
    static List<AgentRisk> of(java.util.Optional<AgentApk> before, AgentApk next) {
        List<AgentRisk> risks = new ArrayList<>();
        if (!next.packageName().equals(before.map(AgentApk::packageName).orElse(USUAL_PACKAGE))) {
            risks.add(OTHER_PACKAGE);
        }
        before.ifPresent(old -> {
            if (!next.signer().equals(old.signer()) && !next.earlierSigners().contains(old.signer())) {
                risks.add(OTHER_SIGNER);
            }
            if (next.versionCode() < old.versionCode()) {
                risks.add(OLDER);
            }
        });
        return risks;
    }

    /** The consequence in one sentence part. */
    String consequence(int phones) {
        return switch (this) {
            case OTHER_PACKAGE ->
                "it is another app to phones: the " + phones + " connected ones keep the agent that they have";
            case OTHER_SIGNER ->
                "it is signed with another key: the " + phones
                        + " connected phones refuse it as an update, and on fully managed ones the agent can only be replaced by erasing them";
            case OLDER -> "it is older: phones that have the newer version keep it";
        };
    }
}
