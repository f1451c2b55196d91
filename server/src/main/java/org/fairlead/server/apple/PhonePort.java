package org.fairlead.server.apple;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.apple.CheckIns;
import org.fairlead.server.core.apple.CommandLoop;
import org.fairlead.server.core.apple.Message;
import org.fairlead.server.core.apple.Offers;
import org.jspecify.annotations.Nullable;

/** What phones ask of the public port, without HTTP: profiles, SCEP, check-in, commands. Any thread may call. */
public final class PhonePort {
    /** The most bytes of a check-in message. */
    public static final int MAX_CHECK_IN = 1 << 20;

    /** The most bytes of an answer to a request; lists of applications are long. */
    public static final int MAX_ANSWER = 4 << 20;

    private final Offers offers;
    private final EnrolmentProfile profile;
    private final ScepResponder scep;
    private final MdmSignature signature;
    private final CheckIns checkIns;
    private final CommandLoop loop;

    public PhonePort(
            Offers offers,
            EnrolmentProfile profile,
            ScepResponder scep,
            IdentityAuthority authority,
            CheckIns checkIns,
            CommandLoop loop) {
        this.offers = offers;
        this.profile = profile;
        this.scep = scep;
        this.signature = new MdmSignature(authority);
        this.checkIns = checkIns;
        this.loop = loop;
    }

    /** A fresh signed profile for the holder of an invitation. */
    public byte[] profile(String token) {
        return profile.signed(offers.offer(token));
    }

    public ScepResponder scep() {
        return scep;
    }

    /** Takes a check-in message. */
    public void checkIn(@Nullable String header, byte[] body, String address) {
        checkIns.checkIn(signature.check(header, body), read(body), address);
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
