package org.fairlead.thinclient.remote;

import java.util.Map;
import org.fairlead.rdp.ErrorInfo;

/** What a {@link Consent} wants done, in this order. */
public sealed interface Effect {
    /** From now on this connection sees that and nothing else; its input reaches the screen only with {@link Scene#SCREEN}. */
    record Show(String id, Scene scene) implements Effect {}

    /** The user let the visitor in. */
    record LogOn(String id) implements Effect {}

    /** Tell a visitor that somebody else is here, and end his connection a little later. */
    record Busy(Visitor visitor) implements Effect {}

    /** End the connection. */
    record Close(String id, ErrorInfo reason) implements Effect {}

    /** Make another password. */
    record NewPassword() implements Effect {}

    /** Write down an event; the details are without secrets. */
    record Tell(String code, Map<String, Object> details) implements Effect {}
}
