package org.fairlead.android.core.enrol;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.fairlead.android.core.device.DeviceControl;
import org.fairlead.android.core.device.KeyVault;
import org.fairlead.android.core.net.Http;
import org.fairlead.android.core.net.PinnedTrust;
import org.fairlead.android.core.net.Pins;
import org.fairlead.android.core.state.Identity;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Brings a phone to a server. Calls block for up to some seconds; any thread but a user interface's. */
public final class Enroller {
    private final DeviceControl device;
    private final KeyVault keys;

    public Enroller(DeviceControl device, KeyVault keys) {
        this.device = device;
        this.keys = keys;
    }

    /**
     * Who answers at the link's address.
     *
     * @param known the link names the server's key, or a certificate authority of the phone vouches for it; otherwise
     *     the user compares the fingerprint
     */
    public record Meeting(EnrolLink link, String workspace, String pin, boolean known) {
        /** The key as the server's administrator sees it. */
        public String fingerprint() {
            return Pins.groups(pin);
        }
    }

    /** Asks the server who it is; nothing is used up. */
    public Meeting meet(EnrolLink link) throws EnrolError {
        String owner = device.facts().otherOwner();
        if (owner != null) {
            throw new EnrolError("owned", owner);
        }
        String pin = link.pin();
        if (pin != null) {
            return meeting(link, ask(link, Set.of(pin)), true);
        }
        try {
            return meeting(link, Http.call(link.host(), link.port(), "/agent/v1/server", null, null), true);
        } catch (SSLException e) {
            PinnedTrust trust = new PinnedTrust(Set.of());
            try {
                Http.call(link.host(), link.port(), "/agent/v1/server", null, trust);
            } catch (IOException expected) {
                // the key that was shown is all that is wanted
            }
            String seen = trust.seen();
            if (seen == null) {
                throw unreachable(e);
            }
            return meeting(link, ask(link, Set.of(seen)), false);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static Http.Answer ask(EnrolLink link, Set<String> pins) throws EnrolError {
        PinnedTrust trust = new PinnedTrust(pins);
        try {
            return Http.call(link.host(), link.port(), "/agent/v1/server", null, trust);
        } catch (IOException e) {
            throw failed(trust, e);
        }
    }

    private static Meeting meeting(EnrolLink link, Http.Answer answer, boolean known) throws EnrolError {
        if (answer.status() != 200 || !(answer.body().get("workspaceName") instanceof String workspace)) {
            throw new EnrolError("unreachable", "no Fairlead server answers at " + link.host() + ":" + link.port());
        }
        return new Meeting(link, workspace, answer.pin(), known);
    }

    /** Enrols with a new key at the server that was met. */
    public Identity enrol(Meeting meeting) throws EnrolError {
        EnrolLink link = meeting.link();
        String keyName = "device-" + Long.toString(System.currentTimeMillis(), 36);
        PinnedTrust trust = new PinnedTrust(Set.of(meeting.pin()));
        try {
            KeyPair pair = keys.create(keyName);
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("csr", Csr.pem(pair));
            body.put("token", link.token());
            body.put("device", describe(device.info()));
            Http.Answer answer = Http.call(link.host(), link.port(), "/agent/v1/enrol", Json.print(body), trust);
            if (answer.status() / 100 != 2) {
                keys.delete(keyName);
                Object code = answer.body().get("code");
                Object detail = answer.body().get("detail");
                throw new EnrolError(
                        code instanceof String c ? c : "http-" + answer.status(),
                        detail instanceof String d ? d : "the server answered " + answer.status());
            }
            return identity(meeting, keyName, answer.body());
        } catch (IOException e) {
            keys.delete(keyName);
            throw failed(trust, e);
        } catch (GeneralSecurityException e) {
            throw new EnrolError("key", "the phone cannot make a key: " + e.getMessage());
        }
    }

    private static Map<String, @Nullable Object> describe(Up.DeviceInfo info) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("hostname", info.hostname());
        map.put("model", info.model());
        map.put("serial", info.serial());
        map.put("os", info.os());
        map.put("agentVersion", info.agentVersion());
        map.put("platform", "android");
        return map;
    }

    private static Identity identity(Meeting meeting, String keyName, Map<String, @Nullable Object> answer)
            throws EnrolError {
        Object gateway = answer.get("gateway");
        if (!(gateway instanceof Map<?, ?> where)
                || !(answer.get("certificate") instanceof String chain)
                || !(answer.get("deviceId") instanceof String id)) {
            throw new EnrolError("unreachable", "the server's answer is incomplete");
        }
        List<String> pins = new ArrayList<>();
        if (answer.get("pins") instanceof List<?> list) {
            list.forEach(pin -> pins.add(String.valueOf(pin)));
        }
        String host = where.get("host") instanceof String h && !h.isEmpty()
                ? h
                : meeting.link().host();
        int port = where.get("port") instanceof Number n ? n.intValue() : 8445;
        return new Identity(
                id,
                keyName,
                chain,
                meeting.link().host(),
                meeting.link().port(),
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                pins.isEmpty() ? List.of(meeting.pin()) : List.copyOf(pins),
                meeting.workspace(),
                answer.get("name") instanceof String name ? name : "",
                answer.get("group") instanceof String group ? group : null);
    }

    private static EnrolError failed(PinnedTrust trust, IOException e) {
        return trust.mismatch()
                ? new EnrolError(
                        "pin", "the server shows another key than the link says; do not go on, ask your administrator")
                : unreachable(e);
    }

    private static EnrolError unreachable(IOException e) {
        String message = e.getMessage();
        return new EnrolError("unreachable", message == null ? "the server does not answer" : message);
    }
}
