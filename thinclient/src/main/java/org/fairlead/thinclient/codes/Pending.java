package org.fairlead.thinclient.codes;

import java.util.Map;
import org.fairlead.protocol.codes.CodeAction;

/**
 * A request that waits for its answer; it lives in memory only, so that a restart voids it.
 *
 * @param details what was asked, for the screen and the server: parameters by name
 * @param code the request code, four groups
 * @param deadline milliseconds of {@link Uptime}
 */
public record Pending(CodeAction action, Map<String, String> details, String code, long deadline, int triesLeft) {
    Pending tried() {
        return new Pending(action, details, code, deadline, triesLeft - 1);
    }
}
