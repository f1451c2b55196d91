package org.fairlead.server.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.invite.Funnel;
import org.fairlead.server.core.invite.Invitation;
import org.fairlead.server.core.invite.InvitationDesk;
import org.fairlead.server.core.invite.InvitationStore;
import org.fairlead.server.core.invite.MobileReadiness;
import org.fairlead.server.core.invite.QrCodes;
import org.fairlead.server.core.invite.Step;
import org.fairlead.server.core.people.PeopleAccess;
import org.jspecify.annotations.Nullable;

/** Invitations: the instructions with which people connect phones. */
public final class InvitationRoutes implements Routes {
    private final InvitationDesk desk;
    private final MobileReadiness readiness;
    private final BooleanSupplier mailReady;
    private final Supplier<@Nullable Integer> mailsLeft;
    private final Supplier<String> publicUrl;
    private final QrCodes codes;
    private final InstantSource clock;

    public InvitationRoutes(
            InvitationDesk desk,
            MobileReadiness readiness,
            BooleanSupplier mailReady,
            Supplier<@Nullable Integer> mailsLeft,
            Supplier<String> publicUrl,
            QrCodes codes,
            InstantSource clock) {
        this.desk = desk;
        this.readiness = readiness;
        this.mailReady = mailReady;
        this.mailsLeft = mailsLeft;
        this.publicUrl = publicUrl;
        this.codes = codes;
        this.clock = clock;
    }

    /** An invitation as lists show it; the link is never among it. The reached step is null before the first. */
    public record InvitationView(
            UUID id,
            UUID personId,
            String personName,
            Invitation.State state,
            String locale,
            @Nullable UUID groupId,
            int devices,
            int used,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable Step reached,
            @Nullable String platform,
            @Nullable String blocked,
            @Nullable Instant askedAt,
            Invitation.Mailing mail) {}

    /** An invitation with each step that happened and the devices that came with it. */
    public record InvitationStory(
            InvitationView invitation, List<InvitationStore.NotedStep> steps, List<UUID> deviceIds) {}

    /** Who shall get an invitation: for one phone and seven days by mail unless said otherwise; earlier open ones are replaced. */
    public record NewInvitations(
            List<UUID> personIds,
            @Nullable Integer devices,
            @Nullable Integer hours,
            @Nullable Boolean replace,
            @Nullable Boolean mail,
            @Nullable UUID groupId) {}

    /** What one person got: an invitation with its link, or the reason why not. */
    public record MadeView(
            UUID personId,
            @Nullable InvitationView invitation,
            @Nullable String link,
            InvitationDesk.@Nullable Refusal refusal) {}

    /** What each person got, in the order asked. */
    public record MadeList(List<MadeView> items) {}

    /** How to send again. */
    public record Again(@Nullable Boolean keepEarlier) {}

    /** The link of an invitation and the same as a QR code (PNG in base 64). */
    public record InvitationLink(String link, String qrPng) {}

    /** What is missing before phones can be connected, and how many mails may go out today (null: any number). */
    public record ReadinessView(
            boolean mail,
            @Nullable Integer mailsLeftToday,
            MobileReadiness.ApplePush apple,
            boolean android,
            @Nullable String androidVersion,
            String publicUrl) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access look = Access.anyRight(Right.VIEW, Right.PEOPLE);
        Access change = Access.right(Right.PEOPLE);
        return List.of(
                Route.page("/invitations", InvitationView.class)
                        .rule(look)
                        .summary("Invitations, newest first; person, state and stuck choose")
                        .handle(this::list),
                Route.get("/invitations/funnel", Funnel.class)
                        .rule(look)
                        .summary("How far the invitations of the last days came (days, 30 unless said)")
                        .handle(call -> desk.funnel(call.caller(), days(call))),
                Route.get("/invitations/readiness", ReadinessView.class)
                        .rule(look)
                        .summary("What is missing before phones can be connected")
                        .handle(call -> {
                            PeopleAccess.look(call.caller());
                            Optional<MobileReadiness.AndroidApp> app = readiness.android();
                            return new ReadinessView(
                                    mailReady.getAsBoolean(),
                                    mailsLeft.get(),
                                    readiness.apple(),
                                    app.isPresent(),
                                    app.map(MobileReadiness.AndroidApp::version).orElse(null),
                                    publicUrl.get());
                        }),
                Route.get("/invitations/{id}", InvitationStory.class)
                        .rule(look)
                        .summary("One invitation and what happened to it")
                        .handle(call -> {
                            InvitationDesk.Story story = desk.get(call.caller(), call.pathId("id"));
                            return new InvitationStory(view(story.invitation()), story.steps(), story.devices());
                        }),
                Route.post("/invitations", NewInvitations.class, MadeList.class)
                        .rule(change)
                        .summary("Invites people; the answer holds each link")
                        .handle(call -> new MadeList(desk.make(call.caller(), order(call.input())).stream()
                                .map(this::made)
                                .toList())),
                Route.post("/invitations/{id}/again", Again.class, MadeView.class)
                        .rule(change)
                        .summary(
                                "Sends the person new instructions like these; earlier links end unless they shall stay")
                        .handle(call -> made(desk.again(
                                call.caller(),
                                call.pathId("id"),
                                Boolean.TRUE.equals(call.input().keepEarlier())))),
                Route.post("/invitations/{id}/link", Void.class, InvitationLink.class)
                        .rule(change)
                        .summary("Shows the link and the QR code of an open invitation; this is audited")
                        .handle(call -> {
                            String link = desk.link(call.caller(), call.pathId("id"));
                            return new InvitationLink(link, Base64.getEncoder().encodeToString(codes.png(link)));
                        }),
                Route.post("/invitations/{id}/revoke", Void.class, Void.class)
                        .rule(change)
                        .summary("Withdraws an invitation at once")
                        .run(call -> desk.revoke(call.caller(), call.pathId("id"))));
    }

    private Page<InvitationView> list(Call<Void> call) {
        PageRequest page = call.page();
        UUID before = page.cursor()
                .map(text -> Ids.parse(text)
                        .orElseThrow(() -> new Problem.Invalid("cursor", "is not a cursor of this list")))
                .orElse(null);
        InvitationStore.Filter filter = new InvitationStore.Filter(
                call.queryId("person").orElse(null),
                call.query("state").map(InvitationRoutes::state).orElse(null),
                call.query("stuck").map("true"::equals).orElse(null));
        InvitationDesk.Listing found = desk.list(call.caller(), filter, before, page.limit());
        UUID next = found.next();
        return new Page<>(
                found.invitations().stream().map(this::view).toList(),
                next == null ? null : next.toString(),
                found.total());
    }

    private static Invitation.State state(String text) {
        return Arrays.stream(Invitation.State.values())
                .filter(state -> state.wire().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new Problem.Invalid("state", "must be one of open, used, expired, revoked, replaced"));
    }

    private static int days(Call<Void> call) {
        String text = call.query("days").orElse("30");
        if (!text.matches("[0-9]{1,3}")) {
            throw new Problem.Invalid("days", "must be from 1 to 366");
        }
        return Integer.parseInt(text);
    }

    private static InvitationDesk.Order order(NewInvitations in) {
        Integer devices = in.devices();
        Integer hours = in.hours();
        return new InvitationDesk.Order(
                in.personIds(),
                devices == null ? 1 : devices,
                hours == null ? InvitationDesk.DEFAULT_HOURS : hours,
                !Boolean.FALSE.equals(in.replace()),
                !Boolean.FALSE.equals(in.mail()),
                in.groupId());
    }

    private MadeView made(InvitationDesk.Made made) {
        Invitation invitation = made.invitation();
        return new MadeView(made.person(), invitation == null ? null : view(invitation), made.link(), made.refusal());
    }

    private InvitationView view(Invitation i) {
        return new InvitationView(
                i.id(),
                i.person(),
                i.personName(),
                i.state(clock.instant()),
                i.locale(),
                i.group(),
                i.maxDevices(),
                i.used(),
                i.createdAt(),
                i.createdBy(),
                i.expiresAt(),
                i.revokedAt(),
                Step.ofRank(i.reached()).orElse(null),
                i.platform().isEmpty() ? null : i.platform(),
                i.blocked().isEmpty() ? null : i.blocked(),
                i.askedAt(),
                i.mailing());
    }
}
