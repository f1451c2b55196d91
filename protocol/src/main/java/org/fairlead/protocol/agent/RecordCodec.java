package org.fairlead.protocol.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of devices as JSON objects. */
final class RecordCodec {
    private RecordCodec() {}

    static DeviceRecord read(Fields f) {
        long seq = f.number("seq");
        long at = f.number("at");
        if (seq < 1) {
            throw new ProtocolError("seq is below 1");
        }
        String kind = f.text("kind", 16);
        return switch (kind) {
            case "event" -> new DeviceRecord.Event(seq, at, f.text("code", 64), f.object("args", 64));
            case "result" ->
                new DeviceRecord.Result(
                        seq,
                        at,
                        f.text("command", 64),
                        f.choice("state", DeviceRecord.Result.State.class),
                        f.optionalText("reason", 1024),
                        f.has("data") ? f.object("data", 64) : null);
            case "local" -> new DeviceRecord.LocalChange(seq, at, f.object("values", 500));
            case "code-requested" ->
                new DeviceRecord.CodeRequested(
                        seq, at, f.text("request", 64), f.text("action", 32), f.object("details", 16));
            case "code-used" ->
                new DeviceRecord.CodeUsed(
                        seq,
                        at,
                        f.text("action", 32),
                        f.choice("form", DeviceRecord.CodeUsed.Form.class),
                        f.optionalText("group", 64),
                        small(f, "epoch"),
                        f.number("nonce"),
                        f.choice("result", DeviceRecord.CodeUsed.Outcome.class),
                        f.optionalText("reason", 1024));
            case "code-refused" -> new DeviceRecord.CodeRefused(seq, at, f.text("action", 32), small(f, "tries"));
            default -> throw new ProtocolError("unknown record " + kind);
        };
    }

    private static int small(Fields f, String name) {
        long number = f.number(name);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new ProtocolError(name + " is out of its range");
        }
        return (int) number;
    }

    static Map<String, @Nullable Object> toMap(DeviceRecord record) {
        if (record instanceof DeviceRecord.Event e) {
            return of("event", e, "code", e.code(), "args", e.args());
        } else if (record instanceof DeviceRecord.Result r) {
            return of(
                    "result",
                    r,
                    "command",
                    r.command(),
                    "state",
                    Fields.wire(r.state()),
                    "reason",
                    r.reason(),
                    "data",
                    r.data());
        } else if (record instanceof DeviceRecord.LocalChange c) {
            return of("local", c, "values", c.values());
        } else if (record instanceof DeviceRecord.CodeRequested c) {
            return of("code-requested", c, "request", c.request(), "action", c.action(), "details", c.details());
        } else if (record instanceof DeviceRecord.CodeUsed c) {
            return of(
                    "code-used",
                    c,
                    "action",
                    c.action(),
                    "form",
                    Fields.wire(c.form()),
                    "group",
                    c.group(),
                    "epoch",
                    c.epoch(),
                    "nonce",
                    c.nonce(),
                    "result",
                    Fields.wire(c.result()),
                    "reason",
                    c.reason());
        } else if (record instanceof DeviceRecord.CodeRefused c) {
            return of("code-refused", c, "action", c.action(), "tries", c.tries());
        }
        throw new IllegalStateException("unknown record");
    }

    private static Map<String, @Nullable Object> of(String kind, DeviceRecord record, @Nullable Object... fields) {
        Map<String, @Nullable Object> map = Codec.map("kind", kind, "seq", record.seq(), "at", record.at());
        map.putAll(Codec.map(fields));
        return map;
    }
}
