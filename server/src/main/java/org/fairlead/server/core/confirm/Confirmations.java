package org.fairlead.server.core.confirm;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeGroup;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Answers request codes that users read to administrators. Any thread may call. */
public final class Confirmations {
    static final int MAX_REASON = 500;
    static final String DEVICE = "device";
    static final String CERTIFICATE = "certificate";

    private final UnitOfWork unit;
    private final ConfirmationStore store;
    private final RequestMatcher matcher;
    private final DeviceStore devices;
    private final Fleet fleet;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;
    private final WrongCodes wrong;
    private final CodePlaces places;
    private final Strangers strangers;

    public Confirmations(
            UnitOfWork unit,
            ConfirmationStore store,
            SecretStore secretStore,
            CodeSecrets secrets,
            ServerKeyNames keys,
            DeviceStore devices,
            Fleet fleet,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.matcher = new RequestMatcher(secretStore, secrets, keys);
        this.devices = devices;
        this.places = new CodePlaces(store, devices, fleet);
        this.fleet = fleet;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
        this.wrong = new WrongCodes(clock);
        this.strangers = new Strangers(events, audit, clock);
    }

    /** Says what a request code is and where it is answered. */
    public Lookup lookup(Caller caller, String text) {
        wrong.check(caller.actor());
        CodeReading<RequestCode> reading = RequestCode.parse(text);
        List<Lookup.GroupState> groups = reading.groups().stream()
                .map(g -> new Lookup.GroupState(g.index(), g.ok() ? "ok" : g.wrong() ? "wrong" : "missing"))
                .toList();
        Lookup found = switch (reading) {
            case CodeReading.Incomplete<RequestCode> r -> Lookup.unanswered("incomplete", groups, null);
            case CodeReading.Wrong<RequestCode> r ->
                Lookup.unanswered("wrong", groups, word(r.first().problem()));
            case CodeReading.Unknown<RequestCode> r -> Lookup.unanswered("wrong", groups, "unknown-version");
            case CodeReading.Read<RequestCode> r -> unit.read(tx -> lookup(tx, caller, r.code(), groups));
        };
        boolean typed = reading.groups().stream().noneMatch(g -> g.problem() == CodeGroup.Problem.MISSING);
        if (found.state().equals("wrong") && typed || Boolean.FALSE.equals(found.genuine())) {
            wrong.count(caller.actor());
        }
        if ("stranger".equals(found.problem()) && reading instanceof CodeReading.Read<RequestCode> read) {
            unit.runInTx(tx -> stranger(tx, caller, read.code(), found.policy()));
        }
        return found;
    }

    /** Tells of a stranger that a code entered on any page speaks of, if the caller answers for certificates there. */
    private void stranger(Tx tx, Caller caller, RequestCode code, Lookup.@Nullable PolicyRef policy) {
        Optional.ofNullable(policy)
                .flatMap(p -> fleet.book().policy(p.id()))
                .filter(p -> caller.may(Right.CODES_CERTIFICATE, fleet.tree().path(p.group())))
                .ifPresent(p -> strangers.tell(
                        tx,
                        caller,
                        p,
                        places.byNumber(tx, caller, code.deviceNumber()).orElse(null),
                        code));
    }

    private static String word(CodeGroup.@Nullable Problem problem) {
        return problem == null ? "" : problem.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Lookup lookup(Tx tx, Caller caller, RequestCode code, List<Lookup.GroupState> groups) {
        CodeAction action = code.knownAction().orElseThrow();
        Device device = places.byNumber(tx, caller, code.deviceNumber()).orElse(null);
        if (action == CodeAction.CERTIFICATE) {
            return certificate(tx, caller, device, code, groups);
        }
        if (device == null) {
            return Lookup.unanswered("wrong", groups, "unknown-device");
        }
        if (device.group() == null) {
            return Lookup.unanswered("wrong", groups, "unassigned");
        }
        RequestMatcher.Result result = matcher.ofDevice(tx, device, code, action);
        RequestMatcher.Hit hit = result.hit();
        if (hit == null) {
            return Lookup.unanswered("wrong", groups, result.known() ? "not-genuine" : "old-epoch");
        }
        return new Lookup(
                "ok",
                groups,
                null,
                word(action),
                hit.epoch(),
                places.info(device),
                DEVICE,
                null,
                true,
                store.details(tx, device.id(), code.text()).orElse(null),
                store.answered(tx, deviceRequest(device, action, code, hit.epoch())));
    }

    private Lookup certificate(
            Tx tx, Caller caller, @Nullable Device device, RequestCode code, List<Lookup.GroupState> groups) {
        RequestMatcher.Result result = matcher.certificate(tx, device, null, code);
        RequestMatcher.Hit hit = result.hit();
        if (device == null && store.deviceByNumber(tx, code.deviceNumber()).isPresent()) {
            return Lookup.unanswered("wrong", groups, "unknown-device");
        }
        if (!result.known()) {
            return Lookup.unanswered("wrong", groups, "old-epoch");
        }
        if (hit == null && device == null) {
            return Lookup.unanswered("wrong", groups, "unknown-device");
        }
        Policy policy =
                places.nearest(caller, device, hit == null ? null : hit.group()).orElse(null);
        return new Lookup(
                "ok",
                groups,
                hit == null ? "stranger" : null,
                word(CodeAction.CERTIFICATE),
                hit == null ? null : hit.epoch(),
                device == null ? null : places.info(device),
                "policy",
                policy == null ? null : new Lookup.PolicyRef(policy.id(), policy.name()),
                hit != null,
                null,
                hit != null && store.answered(tx, certificateRequest(device, policy, code, hit)));
    }

    /** The answer to a request of a device. */
    public record Answer(
            String code,
            String action,
            int epoch,
            boolean repeat,
            @Nullable Map<String, @Nullable Object> details) {}

    /** Answers a request for a change of the connection or a reset on the page of its device. */
    public Answer confirm(Caller caller, UUID id, String text, String reason) {
        caller.requireStepUp();
        wrong.check(caller.actor());
        String why = reason(reason);
        return unit.inTx(tx -> {
            Device device = places.visible(tx, caller, id);
            caller.require(Right.CODES_DEVICE, places.path(device));
            RequestCode code = read(caller, text);
            CodeAction action = code.knownAction().orElseThrow();
            if (action == CodeAction.CERTIFICATE) {
                throw wrongKind(
                        "this code asks to replace the server's certificate, enter it on the page of the policy",
                        places.nearest(caller, device, null)
                                .map(p -> Map.of("policy", new Lookup.PolicyRef(p.id(), p.name()))));
            }
            if (code.deviceNumber() != device.number()) {
                Optional<Device> other = places.byNumber(tx, caller, code.deviceNumber());
                wrong.count(caller.actor());
                throw new Problem.Conflict(
                        "other-device",
                        other.map(d -> "this code is of the device " + d.name() + ", enter it on its page")
                                .orElse("this code is of another device"),
                        other.<Object>map(d -> Map.of("device", places.info(d))).orElse(null));
            }
            if (device.group() == null) {
                throw new Problem.Conflict(
                        "unassigned", "a device in no group asks for no code, put it into a group first", null);
            }
            RequestMatcher.Result result = matcher.ofDevice(tx, device, code, action);
            RequestMatcher.Hit hit = result.hit();
            if (hit == null) {
                throw refused(caller, result.known());
            }
            boolean repeat = issue(tx, caller, deviceRequest(device, action, code, hit.epoch()), why);
            return new Answer(
                    answer(hit),
                    word(action),
                    hit.epoch(),
                    repeat,
                    store.details(tx, device.id(), code.text()).orElse(null));
        });
    }

    /** The answer to a request to replace the server's certificate on one device. */
    public record CertificateAnswer(
            String code, String key, @Nullable NamedDevice device, int epoch, boolean repeat) {}

    /** A device by name. */
    public record NamedDevice(UUID id, String name) {}

    /** What came of a request to replace the server's certificate: an answer, or a stranger that the device sees. */
    private record Outcome(@Nullable CertificateAnswer answer, boolean stranger) {}

    /** Answers a request to replace the server's certificate on the page of a policy. */
    public CertificateAnswer confirmCertificate(Caller caller, UUID policyId, String text, String reason) {
        caller.requireStepUp();
        wrong.check(caller.actor());
        String why = reason(reason);
        Outcome outcome = unit.inTx(tx -> {
            Policy policy = places.policy(caller, policyId);
            RequestCode code = read(caller, text);
            Device device = places.byNumber(tx, caller, code.deviceNumber()).orElse(null);
            if (code.knownAction().orElseThrow() != CodeAction.CERTIFICATE) {
                throw wrongKind(
                        "this code asks for something on one device, enter it on the page of the device",
                        Optional.ofNullable(device).map(d -> Map.of("device", places.info(d))));
            }
            RequestMatcher.Result result = matcher.certificate(tx, device, policy.group(), code);
            RequestMatcher.Hit hit = result.hit();
            if (hit == null && result.known()) {
                strangers.tell(tx, caller, policy, device, code);
                return new Outcome(null, true);
            }
            if (hit == null) {
                throw refused(caller, false);
            }
            requireRightOver(tx, caller, code, policy, hit.group());
            Device managed = device != null && places.path(device).contains(hit.group()) ? device : null;
            if (managed != null
                    && !places.path(managed).contains(policy.group())
                    && !policy.group().equals(hit.group())) {
                throw otherPolicy(caller, managed);
            }
            boolean repeat = issue(tx, caller, certificateRequest(managed, policy, code, hit), why);
            return new Outcome(
                    new CertificateAnswer(
                            answer(hit),
                            String.valueOf(hit.serverKey()),
                            managed == null ? null : new NamedDevice(managed.id(), managed.name()),
                            hit.epoch(),
                            repeat),
                    false);
        });
        CertificateAnswer answer = outcome.answer();
        if (answer == null) {
            wrong.count(caller.actor());
            throw new Problem.Conflict(
                    "stranger",
                    "the server that this device sees is not this one: somebody may be in between, no code is given",
                    null);
        }
        return answer;
    }

    /** A device that the caller may not see, or a group of this server elsewhere, is not answered on this page. */
    private void requireRightOver(Tx tx, Caller caller, RequestCode code, Policy policy, @Nullable UUID group) {
        List<UUID> place = group == null ? List.of() : fleet.tree().path(group);
        if (place.isEmpty()) {
            return;
        }
        Optional<Device> device = store.deviceByNumber(tx, code.deviceNumber())
                .flatMap(id -> devices.find(tx, id))
                .filter(d -> places.path(d).contains(group));
        boolean fits = device.isPresent() || place.contains(policy.group());
        if (!fits
                || !caller.may(Right.CODES_CERTIFICATE, device.map(places::path).orElse(place))) {
            throw new Problem.Conflict("other-policy", "the device does not obey this policy", null);
        }
    }

    private Problem otherPolicy(Caller caller, Device device) {
        Optional<Policy> right = places.nearest(caller, device, null);
        return new Problem.Conflict(
                "other-policy",
                right.map(p -> "the device obeys the policy " + p.name() + ", enter the code on its page")
                        .orElse("the device does not obey this policy"),
                right.<Object>map(p -> Map.of("policy", new Lookup.PolicyRef(p.id(), p.name())))
                        .orElse(null));
    }

    /** Codes of a device, newest first. */
    public List<ConfirmationStore.Issued> ofDevice(Caller caller, UUID id, int limit, Optional<UUID> before) {
        return unit.read(tx -> {
            places.visible(tx, caller, id);
            return store.ofDevice(tx, id, limit, before);
        });
    }

    /** Codes that were given and not used, used, or used without having been given; newest first. */
    public List<ConfirmationStore.Issued> list(Caller caller, String state, int limit, Optional<UUID> before) {
        return unit.read(tx -> store.list(tx, state, caller.scope(Right.VIEW), limit, before));
    }

    private boolean issue(Tx tx, Caller caller, ConfirmationStore.Request request, String reason) {
        boolean repeat = store.issue(
                tx,
                request,
                clock.instant(),
                caller.actor().name(),
                caller.actor().id(),
                reason);
        boolean ofDevice = request.form().equals(DEVICE);
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("action", request.action());
        detail.put("device", request.deviceName());
        detail.put("deviceNumber", request.deviceNumber());
        detail.put("epoch", request.epoch());
        detail.put("reason", reason);
        detail.put("serverKey", request.serverKey());
        audit.record(
                tx,
                caller.actor(),
                repeat ? "confirmation.repeat" : "confirmation.issue",
                ofDevice ? "device" : "policy",
                ofDevice ? request.device() : request.policy(),
                ofDevice ? request.deviceName() : null,
                detail);
        Map<String, @Nullable Object> args = new LinkedHashMap<>();
        args.put("action", request.action());
        args.put("actor", caller.actor().name());
        events.append(tx, List.of(new NewEvent(request.device(), null, clock.instant(), "S17.code-issued", args)));
        tx.afterCommit(() -> changes.publish("codes"));
        return repeat;
    }

    private static String answer(RequestMatcher.Hit hit) {
        return ConfirmationCode.make(hit.secret(), hit.context(), ConfirmationCode.DO_IT_ONCE)
                .text();
    }

    private Problem refused(Caller caller, boolean known) {
        wrong.count(caller.actor());
        return known
                ? new Problem.Conflict(
                        "not-genuine",
                        "this code was not made by the device: let the user read it once more or make a new one",
                        null)
                : new Problem.Conflict(
                        "old-epoch",
                        "this code was made with a key that is too old: the device must reach the server once",
                        null);
    }

    private static Problem wrongKind(String detail, Optional<? extends Map<String, ?>> where) {
        return new Problem.Conflict("wrong-kind", detail, where.orElse(null));
    }

    private RequestCode read(Caller caller, String text) {
        return switch (RequestCode.parse(text)) {
            case CodeReading.Read<RequestCode> r -> r.code();
            case CodeReading.Incomplete<RequestCode> r ->
                throw new Problem.Invalid("request", "must be four groups of six digits");
            case CodeReading.Wrong<RequestCode> r -> {
                wrong.count(caller.actor());
                throw new Problem.Invalid("request", "group " + r.first().index() + " of 4 is wrong, read it again");
            }
            case CodeReading.Unknown<RequestCode> r ->
                throw new Problem.Invalid("request", r.reason() + ", which this server does not know: update it");
        };
    }

    static String reason(String reason) {
        String why = reason.strip();
        if (why.isEmpty() || why.length() > MAX_REASON) {
            throw new Problem.Invalid("reason", "must have 1 to " + MAX_REASON + " characters");
        }
        return why;
    }

    private static ConfirmationStore.Request deviceRequest(
            Device device, CodeAction action, RequestCode code, int epoch) {
        return new ConfirmationStore.Request(
                DEVICE,
                word(action),
                device.id(),
                device.name(),
                device.number(),
                null,
                null,
                epoch,
                code.nonce(),
                null);
    }

    private static ConfirmationStore.Request certificateRequest(
            @Nullable Device device, @Nullable Policy policy, RequestCode code, RequestMatcher.Hit hit) {
        return new ConfirmationStore.Request(
                CERTIFICATE,
                word(CodeAction.CERTIFICATE),
                device == null ? null : device.id(),
                device == null ? null : device.name(),
                code.deviceNumber(),
                policy == null ? null : policy.id(),
                hit.group(),
                hit.epoch(),
                code.nonce(),
                hit.serverKey());
    }

    private static String word(CodeAction action) {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
