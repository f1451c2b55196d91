package org.fairlead.server.core.android;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Where uploaded builds are kept. */
public interface AgentBuildStore {
    /** All of them, newest first. */
    List<AgentBuild> builds(Tx tx);

    Optional<AgentBuild> active(Tx tx);

    /** The file itself. */
    byte[] content(Tx tx, UUID build);

    void insert(Tx tx, AgentBuild build, byte[] content);

    /** Makes this one active, or none. */
    void activate(Tx tx, @Nullable UUID build);

    void delete(Tx tx, UUID build);

    /** How many Android phones there are with each version of the agent, most first. */
    List<VersionCount> phones(Tx tx);

    /** Whether the agent is listed in Google Play under its package name. */
    boolean inStore(Tx tx);

    void setInStore(Tx tx, boolean listed);

    /** Phones with one version. */
    record VersionCount(String version, int phones) {}
}
