package org.fairlead.protocol.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.fairlead.protocol.json.Plain;
import org.jspecify.annotations.Nullable;

/**
 * Text form of the agent protocol: one JSON object a message, the type in the field {@code t}. Unknown fields are
 * ignored on both sides; a missing or ill-typed field, an unknown type or a crossed limit is a {@link ProtocolError}.
 */
public final class Codec {
    /** Longest message from a device, in characters. */
    public static final int MAX_UP = 1 << 20;

    static final int NAME = 256;
    static final int LONG = 4096;

    private Codec() {}

    /** Reads a message of a device. */
    public static Up up(String text) {
        Fields f = text.contains("\\u") ? plain(text) : parse(text);
        String type = f.text("t", 32);
        return switch (type) {
            case "hello" ->
                new Up.Hello(
                        (int) f.number("protocol"),
                        f.text("boot", 64),
                        f.text("hash", 160),
                        f.number("dropped"),
                        info(f),
                        f.optionalText("codes", 64),
                        f.has("pins") ? f.texts("pins", 16, 64) : null);
            case "info" -> new Up.Info(info(f));
            case "fetch-settings" -> new Up.FetchSettings(f.text("hash", 160));
            case "fetch-commands" -> new Up.FetchCommands();
            case "applied" ->
                new Up.Applied(f.text("hash", 160), f.list("blocks", 200, b -> block(Fields.of(b, "block"))));
            case "records" ->
                new Up.Records(
                        f.list("records", DeviceRecord.MAX_BATCH, r -> RecordCodec.read(Fields.of(r, "record"))));
            case "renew" -> new Up.Renew(f.text("csr", 16384));
            case "codes-have" -> new Up.CodesHave(f.text("version", 64));
            case "pins-have" -> new Up.PinsHave(f.texts("pins", 16, 64));
            case "remote-access" ->
                new Up.RemoteAccess(
                        f.texts("addresses", 32, 64),
                        RemoteCodec.port(f.number("port")),
                        f.text("user", 64),
                        f.text("password", 64),
                        f.number("since"),
                        f.text("certificate", 64));
            case "remote-state" ->
                new Up.RemoteState(f.has("session") ? RemoteCodec.session(new Fields(f.object("session", 16))) : null);
            case "ping" -> new Up.Ping();
            default -> throw new ProtocolError("unknown message " + type);
        };
    }

    /** Writes a message of a device. */
    public static String print(Up up) {
        if (up instanceof Up.Hello m) {
            return text(
                    "hello",
                    "protocol",
                    m.protocol(),
                    "boot",
                    m.boot(),
                    "hash",
                    m.settingsHash(),
                    "dropped",
                    m.dropped(),
                    "info",
                    print(m.info()),
                    "codes",
                    m.codes(),
                    "pins",
                    m.pins());
        } else if (up instanceof Up.Info m) {
            return text("info", "info", print(m.info()));
        } else if (up instanceof Up.FetchSettings m) {
            return text("fetch-settings", "hash", m.haveHash());
        } else if (up instanceof Up.FetchCommands) {
            return text("fetch-commands");
        } else if (up instanceof Up.Applied m) {
            List<Object> blocks = new ArrayList<>();
            for (Up.BlockResult b : m.blocks()) {
                blocks.add(map("block", b.block(), "state", Fields.wire(b.state()), "reason", b.reason()));
            }
            return text("applied", "hash", m.hash(), "blocks", blocks);
        } else if (up instanceof Up.Records m) {
            List<Object> records = new ArrayList<>();
            m.records().forEach(r -> records.add(RecordCodec.toMap(r)));
            return text("records", "records", records);
        } else if (up instanceof Up.Renew m) {
            return text("renew", "csr", m.csr());
        } else if (up instanceof Up.CodesHave m) {
            return text("codes-have", "version", m.version());
        } else if (up instanceof Up.PinsHave m) {
            return text("pins-have", "pins", m.pins());
        } else if (up instanceof Up.RemoteAccess m) {
            return text("remote-access", RemoteCodec.print(m));
        } else if (up instanceof Up.RemoteState m) {
            return text("remote-state", "session", m.session() == null ? null : RemoteCodec.print(m.session()));
        }
        return text("ping");
    }

    /** Reads a message of the server. */
    public static Down down(String text) {
        Fields f = parse(text);
        String type = f.text("t", 32);
        return switch (type) {
            case "welcome" ->
                new Down.Welcome(
                        f.text("device", 64),
                        f.text("name", NAME),
                        f.optionalText("group", LONG),
                        f.number("acked"),
                        (int) f.number("heartbeat"),
                        (int) f.number("window"),
                        f.number("time"),
                        f.text("incarnation", 64),
                        f.texts("pins", 16, 64),
                        f.choices("waiting", Down.Topic.class));
            case "nudge" -> new Down.Nudge(f.choices("topics", Down.Topic.class));
            case "settings" ->
                new Down.Settings(f.text("hash", 160), f.has("document") ? f.object("document", 64) : null);
            case "commands" -> new Down.Commands(f.list("commands", 1000, c -> order(Fields.of(c, "command"))));
            case "ack" -> new Down.Ack(f.number("seq"));
            case "certificate" -> new Down.Certificate(f.text("pem", 65536));
            case "code-keys" ->
                new Down.CodeKeys(
                        f.text("version", 64),
                        f.text("workspace", NAME),
                        (int) f.number("number"),
                        f.list("keys", 100, k -> key(Fields.of(k, "key"))));
            case "pins" -> new Down.Pins(f.texts("pins", 16, 64));
            case "end-remote" -> new Down.EndRemote(f.text("session", 64));
            case "remote-revealed" -> new Down.RemoteRevealed(f.text("administrator", NAME), f.number("at"));
            case "goaway" -> new Down.GoAway(f.number("after"), f.text("reason", NAME));
            case "pong" -> new Down.Pong(f.number("time"));
            case "refused" -> new Down.Refused(f.text("code", 64), f.text("detail", LONG));
            default -> throw new ProtocolError("unknown message " + type);
        };
    }

    /** Writes a message of the server. */
    public static String print(Down down) {
        if (down instanceof Down.Welcome m) {
            return text(
                    "welcome",
                    "device",
                    m.device(),
                    "name",
                    m.name(),
                    "group",
                    m.group(),
                    "acked",
                    m.acked(),
                    "heartbeat",
                    m.heartbeat(),
                    "window",
                    m.reconnectWindow(),
                    "time",
                    m.serverTime(),
                    "incarnation",
                    m.incarnation(),
                    "pins",
                    m.pins(),
                    "waiting",
                    Fields.wire(m.waiting()));
        } else if (down instanceof Down.Nudge m) {
            return text("nudge", "topics", Fields.wire(m.topics()));
        } else if (down instanceof Down.Settings m) {
            return text("settings", "hash", m.hash(), "document", m.document());
        } else if (down instanceof Down.Commands m) {
            List<Object> commands = new ArrayList<>();
            for (Down.Order c : m.commands()) {
                commands.add(map("id", c.id(), "kind", c.kind(), "params", c.params(), "expires", c.expires()));
            }
            return text("commands", "commands", commands);
        } else if (down instanceof Down.Ack m) {
            return text("ack", "seq", m.seq());
        } else if (down instanceof Down.Certificate m) {
            return text("certificate", "pem", m.pem());
        } else if (down instanceof Down.CodeKeys m) {
            List<Object> keys = new ArrayList<>();
            m.keys().forEach(k -> keys.add(print(k)));
            return text(
                    "code-keys",
                    "version",
                    m.version(),
                    "workspace",
                    m.workspace(),
                    "number",
                    m.deviceNumber(),
                    "keys",
                    keys);
        } else if (down instanceof Down.Pins m) {
            return text("pins", "pins", m.pins());
        } else if (down instanceof Down.EndRemote m) {
            return text("end-remote", "session", m.session());
        } else if (down instanceof Down.RemoteRevealed m) {
            return text("remote-revealed", "administrator", m.administrator(), "at", m.at());
        } else if (down instanceof Down.GoAway m) {
            return text("goaway", "after", m.retryAfterMillis(), "reason", m.reason());
        } else if (down instanceof Down.Pong m) {
            return text("pong", "time", m.serverTime());
        } else if (down instanceof Down.Refused m) {
            return text("refused", "code", m.code(), "detail", m.detail());
        }
        throw new IllegalStateException("unknown message");
    }

    /** Writes one record as a JSON object, for a device's queue on disk. */
    public static String print(DeviceRecord record) {
        return Json.print(RecordCodec.toMap(record));
    }

    /** Reads one record that {@link #print(DeviceRecord)} wrote. */
    public static DeviceRecord record(String text) {
        return RecordCodec.read(parse(text));
    }

    /** An escaped character can be one that no database keeps. */
    private static Fields plain(String text) {
        try {
            return Fields.of(Plain.value(Json.parseObject(text)), "message");
        } catch (JsonError e) {
            throw new ProtocolError(String.valueOf(e.getMessage()));
        }
    }

    private static Fields parse(String text) {
        try {
            return new Fields(Json.parseObject(text));
        } catch (JsonError e) {
            throw new ProtocolError(String.valueOf(e.getMessage()));
        }
    }

    private static Up.DeviceInfo info(Fields message) {
        Fields f = new Fields(message.object("info", 64));
        return new Up.DeviceInfo(
                f.text("hostname", NAME),
                f.text("model", NAME),
                f.text("serial", NAME),
                f.text("os", NAME),
                f.text("agent", 64),
                f.texts("addresses", 32, 64),
                f.object("more", 64));
    }

    private static Map<String, @Nullable Object> print(Up.DeviceInfo i) {
        return map(
                "hostname",
                i.hostname(),
                "model",
                i.model(),
                "serial",
                i.serial(),
                "os",
                i.os(),
                "agent",
                i.agentVersion(),
                "addresses",
                i.addresses(),
                "more",
                i.more());
    }

    private static Up.BlockResult block(Fields f) {
        return new Up.BlockResult(
                f.text("block", 128), f.choice("state", Up.BlockResult.State.class), f.optionalText("reason", 1024));
    }

    private static Down.Order order(Fields f) {
        return new Down.Order(f.text("id", 64), f.text("kind", 64), f.object("params", 64), f.number("expires"));
    }

    private static Down.CodeKey key(Fields f) {
        return new Down.CodeKey(
                f.choice("kind", Down.CodeKey.Kind.class),
                f.optionalText("group", 64),
                f.optionalText("groupName", NAME),
                (int) f.number("epoch"),
                f.text("secret", 64));
    }

    private static Map<String, @Nullable Object> print(Down.CodeKey k) {
        return map(
                "kind",
                Fields.wire(k.kind()),
                "group",
                k.group(),
                "groupName",
                k.groupName(),
                "epoch",
                k.epoch(),
                "secret",
                k.secret());
    }

    private static String text(String type, @Nullable Object... fields) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("t", type);
        map.putAll(map(fields));
        return Json.print(map);
    }

    static Map<String, @Nullable Object> map(@Nullable Object... fields) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i + 1] != null || "values".equals(fields[i])) {
                map.put((String) java.util.Objects.requireNonNull(fields[i]), fields[i + 1]);
            }
        }
        return map;
    }
}
