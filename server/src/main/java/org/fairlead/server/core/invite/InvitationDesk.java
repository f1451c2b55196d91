package org.fairlead.server.core.invite;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.Wire;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.people.PeopleAccess;
import org.fairlead.server.core.people.Person;
import org.fairlead.server.core.people.PersonStore;
import org.jspecify.annotations.Nullable;

/** What administrators do with invitations: make and send, show the link, send again, withdraw, look how far they came. */
public final class InvitationDesk {
    public static final int MAX_PEOPLE = 1000;
    public static final int MAX_DEVICES = 100;
    public static final int DEFAULT_HOURS = 7 * 24;
    public static final int MAX_HOURS = 90 * 24;

    private final UnitOfWork unit;
    private final InvitationStore store;
    private final Invitations invitations;
    private final PersonStore people;
    private final Groups groups;
    private final Supplier<String> publicUrl;
    private final AuditLog audit;
    private final Changes changes;
    private final InstantSource clock;

    public InvitationDesk(
            UnitOfWork unit,
            InvitationStore store,
            Invitations invitations,
            PersonStore people,
            Groups groups,
            Supplier<String> publicUrl,
            AuditLog audit,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.invitations = invitations;
        this.people = people;
        this.groups = groups;
        this.publicUrl = publicUrl;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** Who shall get which invitation: for how many phones, how long, by mail or only shown; the group is the devices' (null: root). */
    public record Order(
            Collection<UUID> people,
            int devices,
            int hours,
            boolean replace,
            boolean mail,
            @Nullable UUID group) {}

    /** Why somebody gets no invitation. */
    public enum Refusal implements Wire {
        NO_ADDRESS("no-address"),
        UNKNOWN("unknown");

        private final String wire;

        Refusal(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** What one person got: an invitation with its link, or the reason why not. */
    public record Made(
            UUID person,
            @Nullable Invitation invitation,
            @Nullable String link,
            @Nullable Refusal refusal) {}

    /** Makes an invitation for each person and, where wanted, queues its mail; those who cannot get one stop nobody else. */
    public List<Made> make(Caller caller, Order order) {
        PeopleAccess.change(caller);
        check(caller, order);
        Set<UUID> ids = new LinkedHashSet<>(order.people());
        return unit.inTx(tx -> {
            Map<UUID, Person> known = new LinkedHashMap<>();
            people.find(tx, ids).forEach(person -> known.put(person.id(), person));
            List<Person> able = known.values().stream()
                    .filter(person -> !order.mail() || !person.mail().isEmpty())
                    .toList();
            if (order.replace()) {
                replace(tx, able);
            }
            Map<UUID, Made> made = new LinkedHashMap<>();
            able.forEach(person -> made.put(person.id(), insert(tx, caller, person, order)));
            tx.afterCommit(() -> changes.publish("people", List.copyOf(made.keySet())));
            return ids.stream()
                    .map(id -> made.getOrDefault(
                            id, new Made(id, null, null, known.containsKey(id) ? Refusal.NO_ADDRESS : Refusal.UNKNOWN)))
                    .toList();
        });
    }

    /** A new invitation like this one, by mail; earlier ones of the person end unless they shall stay. */
    public Made again(Caller caller, UUID id, boolean keepEarlier) {
        Invitation old = get(caller, id).invitation();
        int hours = (int)
                Math.clamp(Duration.between(old.createdAt(), old.expiresAt()).toHours(), 1, MAX_HOURS);
        Order order = new Order(List.of(old.person()), old.maxDevices(), hours, !keepEarlier, true, old.group());
        Made made = make(caller, order).getFirst();
        if (made.refusal() == Refusal.NO_ADDRESS) {
            throw new Problem.Conflict("the person has no mail address, add one or show the link");
        }
        return made;
    }

    private void replace(Tx tx, List<Person> able) {
        List<UUID> open = store.openOf(tx, able.stream().map(Person::id).toList(), clock.instant());
        List<UUID> ended = store.revoke(tx, open, true, clock.instant());
        tx.afterCommit(() -> changes.publish("invitations", ended));
    }

    private Made insert(Tx tx, Caller caller, Person person, Order order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        UUID id = Ids.next(clock);
        String token = invitations.tokens().token(id);
        Invitation invitation = new Invitation(
                id,
                person.id(),
                person.name(),
                person.locale(),
                order.group(),
                order.devices(),
                0,
                now.plus(Duration.ofHours(order.hours())),
                null,
                false,
                now,
                caller.actor().name(),
                0,
                "",
                "",
                null,
                new Invitation.Mailing(
                        order.mail() ? Invitation.MailState.QUEUED : Invitation.MailState.NONE,
                        order.mail() ? person.mail() : "",
                        "",
                        0,
                        order.mail() ? now : null));
        store.insert(tx, invitation, InvitationTokens.hash(token));
        if (order.mail()) {
            invitations.seen(tx, id, Step.QUEUED, "");
        }
        Map<String, Object> detail = Map.of(
                "devices", order.devices(), "expiresAt", invitation.expiresAt().toString(), "byMail", order.mail());
        audit.record(tx, caller.actor(), "invitation.create", "person", person.id(), person.name(), detail);
        return new Made(person.id(), store.find(tx, id).orElseThrow(), url(token), null);
    }

    /** An invitation with all that happened to it and the devices that came with it. */
    public record Story(Invitation invitation, List<InvitationStore.NotedStep> steps, List<UUID> devices) {}

    public Story get(Caller caller, UUID id) {
        PeopleAccess.look(caller);
        return unit.read(tx -> new Story(find(tx, id), store.steps(tx, id), store.devices(tx, id)));
    }

    /** A part of the list, newest first. */
    public record Listing(
            List<Invitation> invitations,
            @Nullable UUID next,
            @Nullable Long total) {}

    public Listing list(Caller caller, InvitationStore.Filter filter, @Nullable UUID before, int limit) {
        PeopleAccess.look(caller);
        Instant now = clock.instant();
        return unit.read(tx -> {
            List<Invitation> found = store.list(tx, filter, before, limit + 1, now);
            boolean more = found.size() > limit;
            List<Invitation> shown = more ? found.subList(0, limit) : found;
            return new Listing(
                    shown, more ? shown.getLast().id() : null, before == null ? store.count(tx, filter, now) : null);
        });
    }

    public Funnel funnel(Caller caller, int days) {
        PeopleAccess.look(caller);
        if (days < 1 || days > 366) {
            throw new Problem.Invalid("days", "must be from 1 to 366");
        }
        Instant since = clock.instant().minus(Duration.ofDays(days));
        return Funnel.of(unit.read(tx -> store.tallies(tx, since)));
    }

    /** The link of an invitation that is open, for an administrator who hands it over; who looked is written down. */
    public String link(Caller caller, UUID id) {
        PeopleAccess.change(caller);
        return unit.inTx(tx -> {
            Invitation invitation = find(tx, id);
            if (invitation.state(clock.instant()) != Invitation.State.OPEN) {
                throw new Problem.Conflict("the invitation is "
                        + invitation.state(clock.instant()).wire() + " and its link admits nobody, make a new one");
            }
            audit.record(
                    tx,
                    caller.actor(),
                    "invitation.show-link",
                    "person",
                    invitation.person(),
                    invitation.personName(),
                    Map.of("invitation", id.toString()));
            return url(invitations.tokens().token(id));
        });
    }

    /** Withdraws an invitation at once; one that is over stays as it is. */
    public void revoke(Caller caller, UUID id) {
        PeopleAccess.change(caller);
        unit.runInTx(tx -> {
            Invitation invitation = find(tx, id);
            if (!store.revoke(tx, List.of(id), false, clock.instant()).isEmpty()) {
                audit.record(
                        tx,
                        caller.actor(),
                        "invitation.revoke",
                        "person",
                        invitation.person(),
                        invitation.personName(),
                        Map.of("invitation", id.toString()));
                tx.afterCommit(() -> changes.publish("invitations", List.of(id)));
            }
        });
    }

    /** The address behind the QR code and in the mail. */
    String url(String token) {
        return publicUrl.get() + "/i/" + token;
    }

    private Invitation find(Tx tx, UUID id) {
        return store.find(tx, id).orElseThrow(() -> new Problem.NotFound("there is no such invitation"));
    }

    private void check(Caller caller, Order order) {
        Map<String, String> bad = new LinkedHashMap<>();
        if (order.people().isEmpty() || order.people().size() > MAX_PEOPLE) {
            bad.put("people", "must name 1 to " + MAX_PEOPLE + " people");
        }
        if (order.devices() < 1 || order.devices() > MAX_DEVICES) {
            bad.put("devices", "must be from 1 to " + MAX_DEVICES);
        }
        if (order.hours() < 1 || order.hours() > MAX_HOURS) {
            bad.put("hours", "must be from 1 to " + MAX_HOURS);
        }
        UUID group = order.group();
        if (group != null && groups.tree().find(group).isEmpty()) {
            bad.put("groupId", "there is no such group");
        }
        if (!bad.isEmpty()) {
            throw new Problem.Invalid(bad);
        }
        if (group != null) {
            caller.require(Right.DEVICES, groups.tree().path(group));
        }
    }
}
