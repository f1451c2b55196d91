package org.fairlead.protocol.agent;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an {@link AgentSession} wants done by the program around it. */
public sealed interface Action {
    /** Open a connection to the gateway, then call {@code opened} or {@code closed}. */
    record Open() implements Action {}

    /** Send this text message. */
    record Send(String text) implements Action {}

    /** Close the connection, then call {@code closed}. */
    record Close(String reason) implements Action {}

    /** The server greeted: store pins, name, group; the session is established. */
    record Greeted(Down.Welcome welcome) implements Action {}

    /** Obey this document, store it, then call {@code applied}. */
    record Apply(String hash, Map<String, @Nullable Object> document) implements Action {}

    /** Do this once: a command whose id was seen before is answered with its stored result and not done again. */
    record Run(Down.Order order) implements Action {}

    /** Make a request for a new certificate and call {@code renew}. */
    record RenewIdentity() implements Action {}

    /** Store the new identity certificate, PEM. */
    record Install(String pem) implements Action {}

    /** Replace all keys for offline codes by these, then call {@code codesStored}. */
    record StoreCodes(Down.CodeKeys keys) implements Action {}

    /** Trust these server keys and no others, then call {@code pinsStored}. */
    record StorePins(List<String> pins) implements Action {}

    /** End this RDP connection of an administrator. */
    record EndRemote(String session) implements Action {}

    /** An administrator of the console has seen the present RDP password. */
    record RemoteRevealed(String administrator, long at) implements Action {}

    /** The connection ended; the next attempt comes at this time (milliseconds, the caller's clock). */
    record Offline(long nextAttempt, String reason) implements Action {}
}
