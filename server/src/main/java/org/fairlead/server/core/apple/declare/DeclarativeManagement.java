package org.fairlead.server.core.apple.declare;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.apple.AppleStore;
import org.fairlead.server.core.apple.DeclarativeDesk;
import org.fairlead.server.core.apple.Enrolment;
import org.fairlead.server.core.apple.PhoneRequest;
import org.fairlead.server.core.apple.PushStore;
import org.fairlead.server.core.apple.Reply;
import org.fairlead.server.core.apple.RequestContents;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Answers what phones ask about their declarations, takes their reports, and tells phones when their set has changed.
 * Any thread may call.
 */
public final class DeclarativeManagement implements DeclarativeDesk, RequestContents {
    /** The request that makes a phone compare its declarations. */
    public static final String REQUEST = "DeclarativeManagement";

    private static final int PAGE = 500;

    private final UnitOfWork unit;
    private final DeclareStore store;
    private final AppleStore phones;
    private final PushStore pushes;
    private final Declarations declarations;
    private final Changes changes;
    private final InstantSource clock;
    private volatile boolean stale = true;
    private volatile Heard heard = (tx, enrolment, device) -> {};

    /** Hears that a phone has read or reported its declarations. */
    @FunctionalInterface
    public interface Heard {
        void from(Tx tx, Enrolment enrolment, UUID device);
    }

    public DeclarativeManagement(
            UnitOfWork unit,
            DeclareStore store,
            AppleStore phones,
            PushStore pushes,
            Declarations declarations,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.phones = phones;
        this.pushes = pushes;
        this.declarations = declarations;
        this.changes = changes;
        this.clock = clock;
    }

    /** Sets who hears of phones; once, while the server is put together. */
    public void onHeard(Heard listener) {
        heard = listener;
    }

    @Override
    public Reply take(Tx tx, Enrolment enrolment, UUID device, String endpoint, byte @Nullable [] data) {
        DeclarationSet set = set(tx, device);
        switch (endpoint) {
            case "tokens" -> {
                return new Reply.Document(set.tokens(since(tx, enrolment.id(), set)));
            }
            case "declaration-items" -> {
                since(tx, enrolment.id(), set);
                store.fetched(tx, enrolment.id(), set.token(), clock.instant());
                heard.from(tx, enrolment, device);
                tx.afterCommit(() -> changes.publish("devices", List.of(device)));
                return new Reply.Document(set.items());
            }
            case "status" -> {
                report(tx, enrolment, device, data);
                heard.from(tx, enrolment, device);
                return new Reply.Nothing();
            }
            default -> {
                if (!endpoint.startsWith("declaration/")) {
                    throw new Problem.BadRequest("bad-message", "there is no such endpoint");
                }
                return set.find(endpoint.substring("declaration/".length()))
                        .<Reply>map(found -> new Reply.Document(found.document()))
                        .orElseGet(Reply.Missing::new);
            }
        }
    }

    @Override
    public Optional<Map<String, Object>> keys(Tx tx, Enrolment enrolment, UUID device, PhoneRequest request) {
        if (!request.type().equals(REQUEST)) {
            return Optional.empty();
        }
        DeclarationSet set = set(tx, device);
        String tokens = Json.print(set.tokens(since(tx, enrolment.id(), set)));
        return Optional.of(Map.of("Data", tokens.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void enrolled(Tx tx, UUID enrolment, UUID device) {
        tell(tx, new DeclareStore.Managed(enrolment, device, ""));
    }

    /** How a block of settings stands that goes by declaration; empty when it does not. */
    public Optional<Standing> standing(Tx tx, UUID enrolment, UUID device, String block) {
        List<String> identifiers = StandardDeclarations.BLOCKS.get(block);
        return identifiers == null
                ? Optional.empty()
                : Optional.of(Standing.of(
                        store.known(tx, enrolment).orElse(DeclareStore.Known.NOTHING), set(tx, device), identifiers));
    }

    /** Tells these devices if their declarations have changed. */
    public void changed(Tx tx, List<UUID> devices) {
        store.managed(tx, devices).forEach(phone -> tell(tx, phone));
    }

    /** Something that declarations are made of has changed; {@link #refresh} will look at every phone. */
    public void changed() {
        stale = true;
    }

    /** Looks for phones whose declarations have changed, if anything has; the timer calls it. */
    public void refresh() {
        if (stale) {
            stale = false;
            walk();
        }
    }

    /** Looks at every phone. */
    public void walk() {
        UUID after = null;
        while (true) {
            UUID from = after;
            List<DeclareStore.Managed> page = unit.read(tx -> store.managed(tx, from, PAGE));
            if (page.isEmpty()) {
                return;
            }
            List<DeclareStore.Managed> outdated = unit.read(tx -> page.stream()
                    .filter(phone -> !set(tx, phone.device()).token().equals(phone.token()))
                    .toList());
            if (!outdated.isEmpty()) {
                unit.runInTx(tx -> outdated.forEach(phone -> tell(tx, phone)));
            }
            after = page.getLast().enrolment();
        }
    }

    private void tell(Tx tx, DeclareStore.Managed phone) {
        DeclarationSet set = set(tx, phone.device());
        if (set.token().equals(phone.token())) {
            return;
        }
        Instant now = clock.instant();
        store.announced(tx, phone.enrolment(), set.token(), now);
        if (!store.waits(tx, phone.enrolment(), REQUEST)) {
            phones.request(
                    tx,
                    new PhoneRequest(Ids.next(clock), phone.enrolment(), null, REQUEST, Map.of(), 0, 0, false),
                    now);
        }
        pushes.wakeEnrolment(tx, phone.enrolment(), now);
    }

    private DeclarationSet set(Tx tx, UUID device) {
        return StandardDeclarations.of(declarations.of(tx, device));
    }

    /** When the set became this one; notes that the phone has been told of it. */
    private Instant since(Tx tx, UUID enrolment, DeclarationSet set) {
        DeclareStore.Known known = store.known(tx, enrolment).orElse(DeclareStore.Known.NOTHING);
        Instant since = known.since();
        if (since != null && known.token().equals(set.token())) {
            return since;
        }
        Instant now = clock.instant();
        store.announced(tx, enrolment, set.token(), now);
        return now;
    }

    private void report(Tx tx, Enrolment enrolment, UUID device, byte @Nullable [] data) {
        Map<String, @Nullable Object> report = read(data);
        DeclareStore.Known known = store.known(tx, enrolment.id()).orElse(DeclareStore.Known.NOTHING);
        Map<String, @Nullable Object> status = StatusReport.merge(known.status(), report);
        store.reported(tx, enrolment.id(), status, StatusReport.errors(report), clock.instant());
        describe(tx, enrolment, device, status);
        tx.afterCommit(() -> changes.publish("devices", List.of(device)));
    }

    /** The system and passcode in the device's own description, so that lists and rules see them. */
    private void describe(Tx tx, Enrolment enrolment, UUID device, Map<String, @Nullable Object> status) {
        Map<String, @Nullable Object> reported = new LinkedHashMap<>();
        if (StatusReport.at(status, "passcode.is-present") instanceof Boolean present) {
            reported.put("passcode", present);
        }
        if (StatusReport.at(status, "passcode.is-compliant") instanceof Boolean compliant) {
            reported.put("passcodeCompliant", compliant);
        }
        if (StatusReport.at(status, "device.operating-system.build-version") instanceof String build) {
            reported.put("build", shortened(build));
        }
        String os = StatusReport.at(status, "device.operating-system.version") instanceof String version
                ? (enrolment.platform().equals(Policy.IPADOS) ? "iPadOS " : "iOS ") + shortened(version)
                : null;
        if (os != null || !reported.isEmpty()) {
            phones.describe(tx, device, new AppleStore.Facts(null, null, null, os, reported));
        }
    }

    private static String shortened(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.length() > 64 ? plain.substring(0, 64) : plain;
    }

    private static Map<String, @Nullable Object> read(byte @Nullable [] data) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data == null ? new byte[0] : data))
                    .toString();
            return Json.parseObject(text);
        } catch (CharacterCodingException | JsonError e) {
            throw new Problem.BadRequest("bad-message", "the report is no JSON object");
        }
    }
}
