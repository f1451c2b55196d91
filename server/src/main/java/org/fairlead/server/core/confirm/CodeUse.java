package org.fairlead.server.core.confirm;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.Devices;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.sync.CodeDesk;
import org.jspecify.annotations.Nullable;

/** The devices' side of offline codes: hands keys out, takes what became of codes, reconciles them with those given. */
public final class CodeUse implements CodeDesk {
    /** Wrong answers after which a request is void on the device. */
    static final int TRIES = 5;

    private static final int MAX_REQUEST = 64;
    private static final int MAX_DETAIL = 500;

    private final CodeSecrets secrets;
    private final ConfirmationStore store;
    private final Devices devices;
    private final Changes changes;

    public CodeUse(CodeSecrets secrets, ConfirmationStore store, Devices devices, Changes changes) {
        this.secrets = secrets;
        this.store = store;
        this.devices = devices;
        this.changes = changes;
    }

    @Override
    public String groupVersion(@Nullable UUID group) {
        return group == null ? "" : secrets.version(group);
    }

    @Override
    public Optional<Down.CodeKeys> have(Tx tx, UUID device, @Nullable UUID group, int deviceNumber, String version) {
        return secrets.have(tx, device, group, deviceNumber, version);
    }

    @Override
    public void take(Tx tx, UUID device, DeviceRecord entry, Instant at, List<NewEvent> events) {
        if (entry instanceof DeviceRecord.CodeRequested requested) {
            store.requested(tx, device, digits(requested.request()), texts(requested.details()), at);
        } else if (entry instanceof DeviceRecord.CodeRefused refused) {
            events.add(new NewEvent(
                    device,
                    entry.seq(),
                    at,
                    refused.tries() >= TRIES ? EventCode.CODE_ATTEMPTS_EXHAUSTED : EventCode.CODE_WRONG,
                    Map.of("action", refused.action(), "tries", (long) refused.tries())));
        } else if (entry instanceof DeviceRecord.CodeUsed used) {
            used(tx, device, used, at, events);
        }
    }

    private void used(Tx tx, UUID device, DeviceRecord.CodeUsed used, Instant at, List<NewEvent> events) {
        String name = devices.refs(tx, List.of(device)).stream()
                .findFirst()
                .map(DeviceRef::name)
                .orElse("");
        String result = used.result().name().toLowerCase(Locale.ROOT);
        UUID group = used.group() == null ? null : Ids.parse(used.group()).orElse(null);
        // a device that comes from another server brings the end of what that server had allowed
        boolean elsewhere = !secrets.ours(tx, used, device, group, at);
        boolean known = elsewhere
                || store.used(
                        tx,
                        new ConfirmationStore.Use(
                                used.form().name().toLowerCase(Locale.ROOT),
                                used.action(),
                                device,
                                group,
                                used.epoch(),
                                used.nonce(),
                                at,
                                result,
                                used.reason()),
                        name);
        Map<String, @Nullable Object> args = new LinkedHashMap<>();
        args.put("action", used.action());
        args.put("result", result);
        args.put("reason", used.reason());
        events.add(new NewEvent(device, used.seq(), at, known ? "S22.code-used" : "S18.code-never-issued", args));
        tx.afterCommit(() -> changes.publish("codes"));
    }

    static String digits(String request) {
        String digits = request.replaceAll("[^0-9]", "");
        return digits.length() > MAX_REQUEST ? digits.substring(0, MAX_REQUEST) : digits;
    }

    private static Map<String, @Nullable Object> texts(Map<String, @Nullable Object> details) {
        Map<String, @Nullable Object> texts = new LinkedHashMap<>();
        details.forEach((name, value) -> {
            if (value instanceof String text) {
                texts.put(name, text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) : text);
            }
        });
        return texts;
    }
}
