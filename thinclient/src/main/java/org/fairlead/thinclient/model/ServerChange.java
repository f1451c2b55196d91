package org.fairlead.thinclient.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.thinclient.agent.EnrolClient;
import org.fairlead.thinclient.agent.EnrolError;
import org.fairlead.thinclient.agent.GatewayTrial;
import org.fairlead.thinclient.codes.DeviceKeys;
import org.fairlead.thinclient.state.Changeover;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.SettingsState;
import org.jspecify.annotations.Nullable;

/**
 * Goes over to another server: the new connection is tried first, its state is made in a folder beside, and the switch is
 * one step. Until then, and whenever something fails, the old server stays. Calls block for up to a minute.
 */
final class ServerChange {
    private final SafeFiles files;
    private final DeviceState state;
    private final Records records;
    private final ServerLink link;
    private final EnrolClient enrolment;

    ServerChange(SafeFiles files, DeviceState state, Records records, ServerLink link, EnrolClient enrolment) {
        this.files = files;
        this.state = state;
        this.records = records;
        this.link = link;
        this.enrolment = enrolment;
    }

    /**
     * Goes over.
     *
     * @param leaving called before the device leaves a server for one that does not know it
     * @return true when the device is a new one for its new server
     */
    boolean run(ServerTarget target, Runnable leaving) throws EnrolError {
        EnrolClient.ServerCard card = enrolment.card(target.host(), target.port(), Set.of(target.pin()));
        Identity current = state.identity();
        Identity known = current == null ? null : known(current, target, card);
        if (known != null) {
            synchronized (state) {
                link.disconnect();
                state.identity(known);
                audit(target, known);
            }
            records.event(EventCode.SERVER_CHANGED, Map.of("server", target.address()));
            link.connect();
            return false;
        }
        enrol(target, leaving);
        return true;
    }

    /** The device's identity at the new address if the server there knows it, null if it must enrol anew. */
    private @Nullable Identity known(Identity current, ServerTarget target, EnrolClient.ServerCard card)
            throws EnrolError {
        boolean samePins = current.pins().contains(target.pin());
        Identity there = current.at(
                        target.host(),
                        target.port(),
                        card.gatewayHost().isEmpty() ? target.host() : card.gatewayHost(),
                        card.gatewayPort())
                .pinned(samePins ? current.pins() : List.of(target.pin()));
        try {
            GatewayTrial.greet(there, link.hello());
            return there;
        } catch (EnrolError e) {
            if (e.code().equals("refused")) {
                return null;
            }
            throw e;
        }
    }

    private void enrol(ServerTarget target, Runnable leaving) throws EnrolError {
        SafeFiles next = Changeover.prepare(files);
        Identity fresh;
        try {
            fresh = enrolment.enrol(target.host(), target.port(), target.pin(), target.token(), Machine.enrolment());
            fresh.save(next);
            SettingsState.EMPTY.save(next);
            GatewayTrial.greet(fresh, link.newcomer());
        } catch (EnrolError e) {
            Changeover.prepare(files);
            records.audit("enrolment-refused", Map.of("server", target.address(), "code", e.code()));
            throw e;
        }
        boolean changed = state.identity() != null;
        leaving.run();
        synchronized (state) {
            link.disconnect();
            Changeover.commit(files, List.of(DeviceKeys.FILE, "commands.json", "outbox.jsonl"));
            records.outbox().clear();
            state.enrolled(fresh);
            audit(target, fresh);
            records.event(changed ? EventCode.SERVER_CHANGED : EventCode.ENROLLED, Map.of("server", target.address()));
        }
        link.connect();
    }

    private void audit(ServerTarget target, Identity identity) {
        records.audit(
                "server-changed",
                Map.of("server", target.address(), "device", identity.deviceId(), "key", target.pin()));
    }
}
