package org.fairlead.server.core.android;

import java.time.Instant;
import java.util.UUID;

/** A build that an operator uploaded. At most one is active; without one the build that came with the server counts. */
public record AgentBuild(UUID id, AgentApk apk, Instant uploadedAt, String uploadedBy, boolean active) {}
