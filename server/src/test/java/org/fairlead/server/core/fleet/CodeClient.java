package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Down.CodeKey.Kind;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.GroupCode;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.server.core.sync.AgentDesk;
import org.fairlead.server.crypto.Argon2MemoryHard;
import org.jspecify.annotations.Nullable;

/** A thin client that keeps its keys. */
final class CodeClient {
    private final World world;
    final UUID id;
    final int number;
    List<Down.CodeKey> keys = List.of();
    String version = "";
    byte[] firstSecret = new byte[32];
    long seq = 1;
    World.Link link;
    AgentDesk.Visit visit;

    CodeClient(World world, String name) {
        this.world = world;
        id = world.enrol(name).device();
        number = world.service.get(world.admin, id).number();
        connect(new World.Link("1"));
        fetch();
    }

    void connect(World.Link to) {
        link = to;
        visit = world.desk.admit(to, world.fingerprint(id));
        visit.received(new Up.Hello(1, "b", "", 0, World.info("x"), version, List.of()));
    }

    CodeClient moveTo(@Nullable UUID group) {
        world.service.move(world.admin, List.of(id), null, group, false);
        assertThat(link.last(Down.Nudge.class).topics()).contains(Down.Topic.CODES);
        fetch();
        if (group != null && firstSecret[0] == 0 && firstSecret[1] == 0) {
            firstSecret = secret(Kind.DEVICE);
        }
        return this;
    }

    void fetch() {
        int before = link.of(Down.CodeKeys.class).size();
        visit.received(new Up.CodesHave(version));
        List<Down.CodeKeys> got = link.of(Down.CodeKeys.class);
        if (got.size() > before) {
            keys = got.getLast().keys();
            version = got.getLast().version();
            visit.received(new Up.CodesHave(version));
            assertThat(link.of(Down.CodeKeys.class))
                    .as("confirmed, not sent again")
                    .hasSize(before + 1);
        }
    }

    void rotateOnServer() {
        world.database.tx(handle -> handle.execute("update code_device set rotate = true"));
        visit.received(new Up.CodesHave(version));
    }

    List<Down.CodeKey> of(Kind kind) {
        return keys.stream().filter(k -> k.kind() == kind).toList();
    }

    Down.CodeKey key(Kind kind) {
        return of(kind).getFirst();
    }

    Down.CodeKey groupKey(UUID group) {
        return of(Kind.GROUP).stream()
                .filter(k -> group.toString().equals(k.group()))
                .max(java.util.Comparator.comparingInt(Down.CodeKey::epoch))
                .orElseThrow();
    }

    byte[] secret(Kind kind) {
        return Base64.getDecoder().decode(key(kind).secret());
    }

    CodeContext context(CodeAction action, int nonce) {
        return CodeContext.device("acme", id, action, nonce, key(Kind.DEVICE).epoch());
    }

    String request(CodeContext context) {
        return RequestCode.make(secret(Kind.DEVICE), context, number).text();
    }

    CodeContext certificate(byte[] seen, int nonce) {
        return CodeContext.certificate(
                "acme", seen, nonce, key(Kind.CERTIFICATE).epoch());
    }

    String certificateRequest(byte[] seen, int nonce) {
        return RequestCode.make(secret(Kind.CERTIFICATE), certificate(seen, nonce), number)
                .text();
    }

    boolean accepts(String code, CodeContext context) {
        return ConfirmationCode.parse(code) instanceof CodeReading.Read<ConfirmationCode> read
                && read.code().confirms(secret(Kind.DEVICE), context);
    }

    boolean acceptsCertificate(String code, byte[] seen, int nonce) {
        return ConfirmationCode.parse(code) instanceof CodeReading.Read<ConfirmationCode> read
                && read.code().confirms(secret(Kind.CERTIFICATE), certificate(seen, nonce));
    }

    boolean allows(String code, UUID group, byte[] seen) {
        long today = java.time.LocalDate.now(java.time.ZoneOffset.UTC).toEpochDay();
        List<Boolean> results = new ArrayList<>();
        if (GroupCode.parse(code) instanceof CodeReading.Read<GroupCode> read) {
            for (Down.CodeKey key : of(Kind.GROUP)) {
                if (group.toString().equals(key.group())) {
                    results.add(read.code()
                            .allows(
                                    new Argon2MemoryHard(),
                                    Base64.getDecoder().decode(key.secret()),
                                    new GroupCode.Target("acme", group, key.epoch()),
                                    seen,
                                    read.code().lastDay(today)));
                }
            }
        }
        return results.contains(true);
    }

    void used(CodeAction action, int nonce, DeviceRecord.CodeUsed.Outcome outcome) {
        deliver(new DeviceRecord.CodeUsed(
                seq++,
                System.currentTimeMillis(),
                action.name().toLowerCase(java.util.Locale.ROOT),
                DeviceRecord.CodeUsed.Form.DEVICE,
                null,
                key(Kind.DEVICE).epoch(),
                nonce,
                outcome,
                null));
    }

    void deliver(DeviceRecord entry) {
        visit.received(new Up.Records(List.of(entry)));
        for (int i = 0; i < 200; i++) {
            List<Down.Ack> acks = link.of(Down.Ack.class);
            if (!acks.isEmpty() && acks.getLast().seq() >= entry.seq()) {
                return;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(25_000_000);
        }
        throw new AssertionError("not acknowledged");
    }
}
