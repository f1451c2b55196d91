package org.fairlead.server.core.apple.profile;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.apple.AppleStore;
import org.fairlead.server.core.apple.Digests;
import org.fairlead.server.core.apple.Enrolment;
import org.fairlead.server.core.apple.Message;
import org.fairlead.server.core.apple.PhoneRequest;
import org.fairlead.server.core.apple.RequestContents;
import org.fairlead.server.core.apple.profile.ProfileStore.Row;
import org.fairlead.server.core.apple.profile.ProfileStore.State;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.sync.DesiredState;
import org.jspecify.annotations.Nullable;

/**
 * Brings the effective settings of iPhones and iPads to them as configuration profiles, one a block. A conversation with a
 * phone begins with a look whether anything that its profiles are made of has changed; what differs is installed or removed,
 * what the phone answers is kept block by block. Profiles are made when they are sent, so no secret waits in a queue.
 */
public final class AppleProfiles implements RequestContents {
    private static final String INSTALL = "InstallProfile";
    private static final String REMOVE = "RemoveProfile";
    private static final String BLOCK = "block";

    private final UnitOfWork unit;
    private final ProfileStore store;
    private final AppleStore phones;
    private final Fleet fleet;
    private final Declared declared;
    private final ProfileSigner signer;
    private final Supplier<String> organisation;
    private final Changes changes;
    private final InstantSource clock;

    public AppleProfiles(
            UnitOfWork unit,
            ProfileStore store,
            AppleStore phones,
            Fleet fleet,
            Declared declared,
            ProfileSigner signer,
            Supplier<String> organisation,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.phones = phones;
        this.fleet = fleet;
        this.declared = declared;
        this.signer = signer;
        this.organisation = organisation;
        this.changes = changes;
        this.clock = clock;
    }

    /** Wakes the phones in groups whose settings have changed; after the commit of the change. */
    public void groupsChanged(Collection<UUID> groups) {
        if (!groups.isEmpty()) {
            unit.runInTx(tx -> store.wake(tx, groups, clock.instant()));
        }
    }

    @Override
    public boolean begin(Tx tx, Enrolment enrolment, UUID device) {
        ProfileStore.Subject subject = store.subject(tx, enrolment.id(), device).orElse(null);
        if (subject == null) {
            return false;
        }
        String hash = settingsHash(subject);
        String madeOf = Digests.sha256(String.join(
                "\n",
                hash,
                String.valueOf(enrolment.supervised()),
                subject.os(),
                subject.owner().name(),
                subject.owner().mail(),
                organisation.get()));
        if (!madeOf.equals(subject.madeOf())) {
            plan(tx, enrolment, device, subject);
            store.planned(tx, enrolment.id(), madeOf, hash, clock.instant());
            report(tx, enrolment, device, hash);
            return true;
        }
        return false;
    }

    /** A phone has said how its declarations stand: the blocks that go that way are looked at again. */
    public void declarationsHeard(Tx tx, Enrolment enrolment, UUID device) {
        ProfileStore.Subject subject = store.subject(tx, enrolment.id(), device).orElse(null);
        if (subject == null) {
            return;
        }
        boolean any = false;
        for (Row row : store.rows(tx, enrolment.id())) {
            boolean settled = row.request() == null && row.wanted().isEmpty();
            Declared.Standing now = settled
                    ? declared.standing(tx, enrolment, device, row.block(), subject.os())
                            .orElse(null)
                    : null;
            if (now != null && now.state() != row.state()) {
                save(tx, enrolment, row, "", now.state(), now.reason());
                any = true;
            }
        }
        if (any) {
            report(tx, enrolment, device, subject.settingsHash());
        }
    }

    private void plan(Tx tx, Enrolment enrolment, UUID device, ProfileStore.Subject subject) {
        Map<String, Row> before = new HashMap<>();
        store.rows(tx, enrolment.id()).forEach(row -> before.put(row.block(), row));
        Map<String, @Nullable Object> values = values(subject);
        Effective sealed = new Effective(values, subject.owner(), Effective.SEALED);
        for (String id : Payloads.BLOCKS) {
            Block block = block(id);
            Row old = before.get(id);
            if (old != null && old.request() != null) {
                phones.finish(tx, old.request(), "overtaken by newer settings", clock.instant());
            }
            Map<String, @Nullable Object> asked = BlockContent.asked(block, values, enrolment.supervised());
            Optional<Declared.Standing> standing =
                    asked.isEmpty() ? Optional.empty() : declared.standing(tx, enrolment, device, id, subject.os());
            String wanted =
                    standing.isPresent() ? "" : BlockContent.hash(Payloads.of(id, sealed, enrolment.supervised()));
            Row row = next(tx, enrolment, id, wanted, asked, standing, old);
            if (row == null) {
                if (old != null) {
                    store.delete(tx, enrolment.id(), id);
                }
            } else {
                store.save(tx, enrolment.id(), row);
            }
        }
    }

    /** The row of a block after planning, null for none; orders what is needed to get there. */
    private @Nullable Row next(
            Tx tx,
            Enrolment enrolment,
            String block,
            String wanted,
            Map<String, @Nullable Object> asked,
            Optional<Declared.Standing> standing,
            @Nullable Row old) {
        Instant now = clock.instant();
        String installed = old == null ? "" : old.installed();
        String sent = old == null ? "" : old.sent();
        if (!wanted.equals(installed)) {
            UUID request = order(tx, enrolment, wanted.isEmpty() ? REMOVE : INSTALL, block);
            return new Row(block, wanted, sent, installed, State.PENDING, null, asked, now, request);
        }
        if (wanted.isEmpty()) {
            if (standing.isPresent()) {
                return settled(
                        block,
                        wanted,
                        asked,
                        standing.get().state(),
                        standing.get().reason(),
                        old);
            }
            String why = unsupported(asked);
            return why == null ? null : settled(block, wanted, asked, State.UNSUPPORTED, why, old);
        }
        String why = unsupported(asked);
        return settled(block, wanted, asked, why == null ? State.APPLIED : State.UNSUPPORTED, why, old);
    }

    private Row settled(
            String block,
            String wanted,
            Map<String, @Nullable Object> asked,
            State state,
            @Nullable String reason,
            @Nullable Row old) {
        Instant since = old != null && old.state() == state ? old.since() : clock.instant();
        return new Row(block, wanted, wanted, wanted, state, reason, asked, since, null);
    }

    private UUID order(Tx tx, Enrolment enrolment, String type, String block) {
        UUID id = Ids.next(clock);
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put(BLOCK, block);
        phones.request(tx, new PhoneRequest(id, enrolment.id(), null, type, params, 0, 0, false), clock.instant());
        return id;
    }

    @Override
    public Optional<Map<String, Object>> keys(Tx tx, Enrolment enrolment, UUID device, PhoneRequest request) {
        String id = blockOf(request);
        if (id == null) {
            return Optional.empty();
        }
        if (request.type().equals(REMOVE)) {
            return Optional.of(Map.of("Identifier", BlockContent.identifier(id)));
        }
        ProfileStore.Subject subject = store.subject(tx, enrolment.id(), device).orElseThrow();
        Map<String, @Nullable Object> values = values(subject);
        String hash = BlockContent.hash(
                Payloads.of(id, new Effective(values, subject.owner(), Effective.SEALED), enrolment.supervised()));
        Effective open = new Effective(
                values,
                subject.owner(),
                (key, stored) -> String.valueOf(fleet.rules().reveal(key, stored)));
        row(tx, enrolment, request)
                .ifPresent(row -> store.save(
                        tx,
                        enrolment.id(),
                        new Row(
                                id,
                                hash,
                                hash,
                                row.installed(),
                                row.state(),
                                row.reason(),
                                row.settings(),
                                row.since(),
                                row.request())));
        return Optional.of(Map.of(
                "Payload",
                signer.signed(BlockContent.profile(
                        block(id), Payloads.of(id, open, enrolment.supervised()), hash, organisation.get()))));
    }

    @Override
    public void answered(
            Tx tx, Enrolment enrolment, UUID device, PhoneRequest request, @Nullable String error, Message message) {
        if (request.type().equals("ProfileList") && error == null) {
            compare(tx, enrolment, message);
            return;
        }
        row(tx, enrolment, request).ifPresent(row -> {
            boolean install = request.type().equals(INSTALL);
            String why = unsupported(row.settings());
            if (error != null && !(!install && error.contains(" 12075)"))) {
                save(tx, enrolment, row, row.installed(), State.FAILED, error);
            } else if (install) {
                save(tx, enrolment, row, row.sent(), why == null ? State.APPLIED : State.UNSUPPORTED, why);
            } else if (row.settings().isEmpty()) {
                store.delete(tx, enrolment.id(), row.block());
            } else if (why == null) {
                store.delete(tx, enrolment.id(), row.block());
                store.forgetPlan(tx, enrolment.id());
            } else {
                save(tx, enrolment, row, "", State.UNSUPPORTED, why);
            }
            report(
                    tx,
                    enrolment,
                    device,
                    store.subject(tx, enrolment.id(), device)
                            .map(ProfileStore.Subject::settingsHash)
                            .orElse(""));
            tx.afterCommit(() -> changes.publish("devices", List.of(device)));
        });
    }

    private void save(Tx tx, Enrolment enrolment, Row row, String installed, State state, @Nullable String reason) {
        store.save(
                tx,
                enrolment.id(),
                new Row(
                        row.block(),
                        row.wanted(),
                        row.sent(),
                        installed,
                        state,
                        reason,
                        row.settings(),
                        clock.instant(),
                        null));
    }

    /** What a phone says that it has: what is missing is installed again, and what it refused is tried once more. */
    private void compare(Tx tx, Enrolment enrolment, Message message) {
        Set<String> there = new HashSet<>();
        for (Object item : message.list("ProfileList")) {
            if (item instanceof Map<?, ?> profile) {
                there.add(String.valueOf(profile.get("PayloadIdentifier")));
            }
        }
        for (Row row : store.rows(tx, enrolment.id())) {
            boolean lost = !row.installed().isEmpty() && !there.contains(BlockContent.identifier(row.block()));
            if (lost) {
                store.save(
                        tx,
                        enrolment.id(),
                        new Row(
                                row.block(),
                                row.wanted(),
                                row.sent(),
                                "",
                                row.state(),
                                row.reason(),
                                row.settings(),
                                row.since(),
                                row.request()));
            }
            if (lost || row.state() == State.FAILED) {
                store.forgetPlan(tx, enrolment.id());
            }
        }
    }

    /** Writes for lists and pages how the blocks stand; the phone has its settings when nothing is on its way. */
    private void report(Tx tx, Enrolment enrolment, UUID device, String hash) {
        List<Object> blocks = new ArrayList<>();
        int failed = 0;
        boolean open = false;
        for (Row row : store.rows(tx, enrolment.id())) {
            String state = row.state().name().toLowerCase(Locale.ROOT);
            Map<String, @Nullable Object> settings = new LinkedHashMap<>();
            row.settings().forEach((key, why) -> {
                Map<String, @Nullable Object> setting = new LinkedHashMap<>();
                boolean declines = why != null;
                setting.put(
                        "state",
                        declines
                                ? "unsupported"
                                : row.state() == State.UNSUPPORTED
                                                && !row.wanted().isEmpty()
                                        ? "applied"
                                        : state);
                setting.put(
                        "reason",
                        declines
                                ? why
                                : row.state() == State.UNSUPPORTED
                                                && !row.wanted().isEmpty()
                                        ? null
                                        : row.reason());
                settings.put(key, setting);
            });
            Map<String, @Nullable Object> block = new LinkedHashMap<>();
            block.put(BLOCK, row.block());
            block.put("state", state);
            block.put("reason", row.reason());
            block.put("at", row.since().toString());
            block.put("hash", hash);
            block.put("settings", settings);
            blocks.add(block);
            failed += row.state() == State.FAILED ? 1 : 0;
            open |= row.request() != null;
        }
        store.report(tx, device, open ? null : hash, failed, Json.print(blocks), clock.instant());
    }

    private Optional<Row> row(Tx tx, Enrolment enrolment, PhoneRequest request) {
        String block = blockOf(request);
        return block == null
                ? Optional.empty()
                : store.rows(tx, enrolment.id()).stream()
                        .filter(row -> row.block().equals(block) && request.id().equals(row.request()))
                        .findFirst();
    }

    private static @Nullable String blockOf(PhoneRequest request) {
        boolean ours = request.type().equals(INSTALL) || request.type().equals(REMOVE);
        return ours && request.params().get(BLOCK) instanceof String block ? block : null;
    }

    /** Why some of what is asked for is not supported, null when all is. */
    private static @Nullable String unsupported(Map<String, @Nullable Object> asked) {
        return asked.values().stream()
                .filter(why -> why != null)
                .map(String::valueOf)
                .findFirst()
                .orElse(null);
    }

    private Block block(String id) {
        return fleet.rules().catalogue().block(id).orElseThrow();
    }

    private String settingsHash(ProfileStore.Subject subject) {
        UUID group = known(subject);
        return (group == null
                        ? ""
                        : fleet.book()
                                .settings(group, subject.platform(), subject.profiles())
                                .hash())
                + (subject.withheld() ? DesiredState.WITHHELD : "") + "." + subject.ownHash();
    }

    private Map<String, @Nullable Object> values(ProfileStore.Subject subject) {
        EffectiveSettings effective =
                fleet.book().effective(known(subject), subject.platform(), subject.profiles(), subject.own());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        effective.values().forEach((key, value) -> values.put(key, value.value()));
        if (subject.withheld()) {
            DesiredState.withhold(fleet.book(), subject.platform(), values);
        }
        return values;
    }

    private @Nullable UUID known(ProfileStore.Subject subject) {
        UUID group = subject.group();
        return group != null && fleet.tree().find(group).isPresent() ? group : null;
    }
}
