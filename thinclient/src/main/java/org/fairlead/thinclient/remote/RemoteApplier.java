package org.fairlead.thinclient.remote;

import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.fairlead.thinclient.apply.Applier;
import org.fairlead.thinclient.apply.Outcome;
import org.jspecify.annotations.Nullable;

/** Starts and stops remote management as the settings say. */
public final class RemoteApplier implements Applier {
    private static final String ACCESS = "remote.access";

    private final RemoteManagement management;
    private final BooleanSupplier enrolled;

    public RemoteApplier(RemoteManagement management, BooleanSupplier enrolled) {
        this.management = management;
        this.enrolled = enrolled;
    }

    @Override
    public Set<String> blocks() {
        return Set.of(ACCESS, "remote.session", "remote.limits");
    }

    @Override
    public Outcome apply(String block, Map<String, Object> effective) {
        if (!block.equals(ACCESS)) {
            return Outcome.APPLIED; // in force with the first of the three blocks
        }
        @Nullable String problem = management.apply(Options.of(effective, enrolled.getAsBoolean()));
        return problem == null ? Outcome.APPLIED : new Outcome.Failed(problem);
    }
}
