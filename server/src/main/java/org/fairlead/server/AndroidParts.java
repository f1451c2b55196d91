package org.fairlead.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.fairlead.server.api.AndroidRoutes;
import org.fairlead.server.apk.ApksigInspector;
import org.fairlead.server.core.android.AgentBuilds;
import org.fairlead.server.core.android.AgentFiles;
import org.fairlead.server.core.android.ApkInspector;
import org.fairlead.server.core.invite.MobileReadiness;
import org.fairlead.server.qr.NayukiQr;
import org.fairlead.server.store.PgAgentBuilds;

/** The Android agent as this server hands it out, wired over a {@link Foundation} and the {@link FleetParts}. */
final class AndroidParts {
    /** The agent that came with the server, if it was built. */
    private static final String BUILT = "fairlead.android.agent";

    final AndroidRoutes routes;
    private final AgentBuilds builds;

    AndroidParts(Foundation base, FleetParts fleet, Path data, Supplier<String> publicUrl, Supplier<String> pin) {
        String built = System.getProperty(BUILT, "");
        ApkInspector inspector = new ApksigInspector();
        this.builds = new AgentBuilds(
                base.work,
                new PgAgentBuilds(base.workspace.id()),
                inspector,
                new AgentFiles(data.resolve("android"), built.isEmpty() ? null : Path.of(built), inspector),
                base.audit,
                base.changes,
                base.clock);
        this.routes = new AndroidRoutes(builds, fleet.invitations, new NayukiQr(), publicUrl, pin);
    }

    /** Says nothing of Apple. */
    MobileReadiness readiness() {
        return new MobileReadiness() {
            @Override
            public ApplePush apple() {
                return ApplePush.NONE;
            }

            @Override
            public Optional<AndroidApp> android() {
                return builds.current()
                        .map(now -> new AndroidApp(
                                now.apk().packageName(),
                                now.apk().version(),
                                now.apk().sha256(),
                                now.apk().signer(),
                                now.apk().bytes(),
                                now.inStore()));
            }
        };
    }
}
