package org.fairlead.server.api;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.confirm.ConfirmationStore.GroupCodeRow;
import org.fairlead.server.core.confirm.ConfirmationStore.Issued;
import org.fairlead.server.core.confirm.ConfirmationStore.Reached;
import org.fairlead.server.core.confirm.Confirmations;
import org.fairlead.server.core.confirm.GroupCodes;
import org.fairlead.server.core.confirm.Lookup;
import org.fairlead.server.core.confirm.ServerKeyLife;
import org.fairlead.server.core.group.Groups;
import org.jspecify.annotations.Nullable;

/** Offline codes: what a request code says, its answer, codes for whole groups, and the life of the server's key. */
public final class CodeRoutes implements Routes {
    private static final List<String> STATES = List.of("unused", "used", "never-issued");

    private final Confirmations confirmations;
    private final GroupCodes groupCodes;
    private final ServerKeyLife keys;
    private final Groups groups;

    public CodeRoutes(Confirmations confirmations, GroupCodes groupCodes, ServerKeyLife keys, Groups groups) {
        this.groups = groups;
        this.confirmations = confirmations;
        this.groupCodes = groupCodes;
        this.keys = keys;
    }

    record CodeText(String code) {}

    /** A request code that shall be answered, and why. */
    record CodeWish(String request, String reason) {}

    /** Asks for a code for a whole group; key is current or next. */
    record GroupCodeWish(String reason, String key, int days) {}

    /** A code that waits for another administrator. */
    record GroupCodeAsked(UUID id, String state) {}

    /** The code, shown now and not kept. */
    record GroupCodeShown(String code) {}

    /** A code for a whole group; devices is how many hold the key behind it. */
    record GroupCodeView(
            UUID id,
            String state,
            String key,
            Instant expiresAt,
            int days,
            String reason,
            Instant requestedAt,
            String requestedBy,
            boolean mine,
            @Nullable Instant approvedAt,
            @Nullable String approvedBy,
            long devices,
            int used) {}

    /** A device that a code for the whole group reaches. */
    record ReachedView(
            UUID id,
            String name,
            List<String> groupPath,
            boolean online,
            @Nullable Instant lastSeenAt) {}

    record KeyRotation(@Nullable Boolean force) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.post("/codes/lookup", CodeText.class, Lookup.class)
                        .rule(Access.anyRight(Right.CODES_DEVICE, Right.CODES_CERTIFICATE))
                        .summary(
                                "What a request code says and where it is answered; typed in part, which group is wrong")
                        .handle(call ->
                                confirmations.lookup(call.caller(), call.input().code())),
                Route.page("/codes/issued", Issued.class)
                        .rule(Access.anyRight(Right.CODES_DEVICE, Right.CODES_CERTIFICATE, Right.AUDIT))
                        .summary("Codes by state: unused, used, never-issued (a device used what nobody gave)")
                        .handle(this::issued),
                Route.post("/devices/{id}/confirmations", CodeWish.class, Confirmations.Answer.class)
                        .rule(Access.stepUp(Right.CODES_DEVICE))
                        .summary("Gives the confirmation code for a request code of this device")
                        .handle(call -> confirmations.confirm(
                                call.caller(),
                                call.pathId("id"),
                                call.input().request(),
                                call.input().reason())),
                Route.page("/devices/{id}/confirmations", Issued.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("Codes given for this device, newest first; never the codes themselves")
                        .handle(this::ofDevice),
                Route.post("/policies/{id}/certificate-codes", CodeWish.class, Confirmations.CertificateAnswer.class)
                        .rule(Access.stepUp(Right.CODES_CERTIFICATE))
                        .summary("Gives the certificate replacement code for a request code of one device")
                        .handle(call -> confirmations.confirmCertificate(
                                call.caller(),
                                call.pathId("id"),
                                call.input().request(),
                                call.input().reason())),
                Route.post("/policies/{id}/group-certificate-codes", GroupCodeWish.class, GroupCodeAsked.class)
                        .rule(Access.stepUp(Right.CODES_CERTIFICATE))
                        .summary(
                                "Asks for a certificate replacement code for the whole group; another administrator approves")
                        .handle(this::ask),
                Route.page("/policies/{id}/group-certificate-codes", GroupCodeView.class)
                        .rule(Access.right(Right.CODES_CERTIFICATE))
                        .summary("Codes for the whole group, newest first")
                        .handle(this::groupCodes),
                Route.page("/policies/{id}/group-certificate-codes/{code}/devices", ReachedView.class)
                        .rule(Access.right(Right.CODES_CERTIFICATE))
                        .summary("Devices that a code for the whole group reaches")
                        .handle(this::reached),
                Route.post("/policies/{id}/group-certificate-codes/{code}/approve", Void.class, GroupCodeShown.class)
                        .rule(Access.stepUp(Right.CODES_CERTIFICATE))
                        .summary("Approves what another administrator asked for and shows the code")
                        .handle(call -> new GroupCodeShown(
                                groupCodes.approve(call.caller(), call.pathId("id"), call.pathId("code")))),
                Route.post("/policies/{id}/group-certificate-codes/{code}/revoke", Void.class, GroupCodeView.class)
                        .rule(Access.right(Right.CODES_CERTIFICATE))
                        .summary("Takes a code back; the group gets a new key")
                        .handle(call -> view(
                                call.caller().actor().id(),
                                groupCodes.revoke(call.caller(), call.pathId("id"), call.pathId("code")))),
                Route.get("/server/certificates", ServerKeyLife.Keys.class)
                        .rule(Access.anyRight(Right.ADMINISTRATION, Right.CODES_CERTIFICATE))
                        .summary(
                                "The server's present and next key, and how many connected devices do not trust the next yet")
                        .handle(call -> keys.keys()),
                Route.post("/server/key-rotation", KeyRotation.class, ServerKeyLife.Keys.class)
                        .rule(Access.stepUp(Right.ADMINISTRATION))
                        .summary("Makes the next key the present one; refused while connected devices do not trust it")
                        .handle(call -> keys.rotate(
                                call.caller(), Boolean.TRUE.equals(call.input().force()))));
    }

    private Page<Issued> issued(Call<Void> call) {
        String state = call.query("state").orElse("unused");
        if (!STATES.contains(state)) {
            throw new Problem.Invalid("state", "must be unused, used or never-issued");
        }
        PageRequest page = call.page();
        return part(confirmations.list(call.caller(), state, page.limit() + 1, cursor(page)), page, Issued::id);
    }

    private Page<Issued> ofDevice(Call<Void> call) {
        PageRequest page = call.page();
        return part(
                confirmations.ofDevice(call.caller(), call.pathId("id"), page.limit() + 1, cursor(page)),
                page,
                Issued::id);
    }

    private GroupCodeAsked ask(Call<GroupCodeWish> call) {
        GroupCodeWish wish = call.input();
        GroupCodeRow row = groupCodes.ask(call.caller(), call.pathId("id"), wish.reason(), wish.key(), wish.days());
        return new GroupCodeAsked(row.id(), row.state());
    }

    private Page<GroupCodeView> groupCodes(Call<Void> call) {
        PageRequest page = call.page();
        Page<GroupCodeRow> rows = part(
                groupCodes.list(call.caller(), call.pathId("id"), page.limit() + 1, cursor(page)),
                page,
                GroupCodeRow::id);
        UUID me = call.caller().actor().id();
        return Page.of(rows.items().stream().map(r -> view(me, r)).toList(), rows.next());
    }

    private Page<ReachedView> reached(Call<Void> call) {
        PageRequest page = call.page();
        Page<Reached> found = part(
                groupCodes.reached(
                        call.caller(), call.pathId("id"), call.pathId("code"), page.limit() + 1, cursor(page)),
                page,
                Reached::id);
        return Page.of(found.items().stream().map(this::view).toList(), found.next());
    }

    private ReachedView view(Reached device) {
        UUID group = device.group();
        return new ReachedView(
                device.id(),
                device.name(),
                group == null ? List.of() : groups.tree().names(group),
                device.online(),
                device.lastSeen());
    }

    private static Optional<UUID> cursor(PageRequest page) {
        return page.cursor()
                .map(text -> Ids.parse(text)
                        .orElseThrow(() -> new Problem.Invalid("cursor", "is not a cursor of this list")));
    }

    private static <T> Page<T> part(List<T> found, PageRequest page, Function<T, UUID> id) {
        boolean more = found.size() > page.limit();
        List<T> shown = more ? found.subList(0, page.limit()) : found;
        return Page.of(List.copyOf(shown), more ? id.apply(shown.getLast()).toString() : null);
    }

    private static GroupCodeView view(@Nullable UUID me, GroupCodeRow row) {
        return new GroupCodeView(
                row.id(),
                row.state(),
                row.serverKey(),
                LocalDate.ofEpochDay(row.lastDay() + 1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant(),
                row.days(),
                row.reason(),
                row.requestedAt(),
                row.requestedBy(),
                row.requestedById().equals(me),
                row.approvedAt(),
                row.approvedBy(),
                row.devices(),
                row.used());
    }
}
