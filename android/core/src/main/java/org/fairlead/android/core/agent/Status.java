package org.fairlead.android.core.agent;

import java.util.List;
import org.fairlead.android.core.state.Identity;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/**
 * How the agent stands, for its screen.
 *
 * @param identity null before enrolment
 * @param contact when the server was last heard of, milliseconds since 1970, 0 for never
 * @param problem why there is no connection, null while there is one or none was tried
 * @param blocks what became of the settings
 */
public record Status(
        @Nullable Identity identity,
        boolean connected,
        long contact,
        @Nullable String problem,
        List<Up.BlockResult> blocks) {}
