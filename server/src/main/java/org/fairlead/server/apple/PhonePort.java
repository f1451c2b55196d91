package org.fairlead.server.apple;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.apple.CheckIns;
import org.fairlead.server.core.apple.CommandLoop;
import org.fairlead.server.core.apple.Message;
import org.fairlead.server.core.apple.Offers;
import org.fairlead.server.core.apple.Reply;
import org.jspecify.annotations.Nullable;

/** What phones ask of the public port, without HTTP: profiles, SCEP, check-in, commands. Any thread may call. */
public final class PhonePort {
    /** The most bytes of a check-in message. */
    public static final int MAX_CHECK_IN = 1 << 20;

    /** The most bytes of an answer to a request; lists of applications are long. */
    public static final int MAX_ANSWER = 4 << 20;

    private final Offers offers;
    private final ScepResponder scep;
    private final MdmSignature signature;
    private final CheckIns checkIns;
    private final CommandLoop loop;

    public PhonePort(
            Offers offers, ScepResponder scep, IdentityAuthority authority, CheckIns checkIns, CommandLoop loop) {
        this.offers = offers;
        this.scep = scep;
        this.signature = new MdmSignature(authority);
        this.checkIns = checkIns;
        this.loop = loop;
    }

    /** A fresh signed profile for the holder of an invitation. */
    public byte[] profile(String token) {
        return offers.signed(token);
    }

    public ScepResponder scep() {
        return scep;
    }

    /** An answer of HTTP; the type is empty when there is no body. */
    public record Answer(int status, String type, byte[] body) {
        private static final Answer EMPTY = new Answer(200, "", new byte[0]);
    }

    /** Takes a check-in message. */
    public Answer checkIn(@Nullable String header, byte[] body, String address) {
        Reply reply = checkIns.checkIn(signature.check(header, body), read(body), address);
        return switch (reply) {
            case Reply.Nothing nothing -> Answer.EMPTY;
            case Reply.Dictionary dictionary ->
                new Answer(200, "application/xml; charset=UTF-8", Plist.write(dictionary.content()));
            case Reply.Document document ->
                new Answer(
                        200, "application/json", Json.print(document.content()).getBytes(StandardCharsets.UTF_8));
            case Reply.Missing missing -> new Answer(404, "", new byte[0]);
            case Reply.NotManaged notManaged -> new Answer(410, "", new byte[0]);
        };
    }

    /** Takes an answer and gives the next request as a property list; empty bytes when there is none. */
    public byte[] command(@Nullable String header, byte[] body) {
        Optional<CommandLoop.Sent> next = loop.exchange(signature.check(header, body), read(body));
        if (next.isEmpty()) {
            return new byte[0];
        }
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("CommandUUID", next.get().id().toString().toUpperCase(Locale.ROOT));
        request.put("Command", next.get().command());
        return Plist.write(request);
    }

    private static Message read(byte[] body) {
        try {
            return new Message(Plist.read(body));
        } catch (Plist.Malformed e) {
            throw new Problem.BadRequest("bad-message", "the message is no property list: " + e.getMessage());
        }
    }
}
