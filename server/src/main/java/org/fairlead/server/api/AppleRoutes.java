package org.fairlead.server.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.apple.AppleDevices;
import org.fairlead.server.core.apple.AppleSettings;
import org.fairlead.server.core.apple.AppleStore;
import org.fairlead.server.core.apple.Enrolment;
import org.fairlead.server.core.apple.IdentityAuthorities;
import org.fairlead.server.core.apple.PushCertificate;
import org.fairlead.server.core.apple.PushCertificates;
import org.fairlead.server.core.apple.PushVendor;
import org.fairlead.server.core.apple.Quarantine;
import org.fairlead.server.core.apple.declare.DeclareStore;
import org.jspecify.annotations.Nullable;

/** The push certificate, the way to Apple, and what an iPhone or iPad says of itself. */
public final class AppleRoutes implements Routes {
    private final PushCertificates certificates;
    private final PushVendor vendor;
    private final AppleDevices devices;
    private final Quarantine quarantine;
    private final IdentityAuthorities authorities;
    private final Runnable retry;
    private final Runnable renew;
    private final InstantSource clock;

    public AppleRoutes(
            PushCertificates certificates,
            PushVendor vendor,
            AppleDevices devices,
            Quarantine quarantine,
            IdentityAuthorities authorities,
            Runnable retry,
            Runnable renew,
            InstantSource clock) {
        this.certificates = certificates;
        this.vendor = vendor;
        this.devices = devices;
        this.quarantine = quarantine;
        this.authorities = authorities;
        this.retry = retry;
        this.renew = renew;
        this.clock = clock;
    }

    /** How the push certificate stands: none, ready or expired. The request waits for its certificate. */
    public record PushView(
            String state,
            @Nullable String topic,
            @Nullable String account,
            @Nullable Instant notAfter,
            @Nullable Integer daysLeft,
            @Nullable String request,
            @Nullable Instant requestedAt,
            int phones,
            @Nullable String signedRequest,
            @Nullable String vendor,
            @Nullable Instant vendorNotAfter) {}

    /** The vendor's certificates and key: PEM as text, or PKCS#12 in base64 with its password. */
    record VendorUpload(
            @Nullable String pem,
            @Nullable String pkcs12,
            @Nullable String password) {}

    /** For whom the request is made. */
    record PushRequest(String organisation, @Nullable String mail) {}

    /** PEM as text, or PKCS#12 in base64 with its password. */
    record PushUpload(
            @Nullable String pem,
            @Nullable String pkcs12,
            @Nullable String password,
            @Nullable String account,
            @Nullable Boolean confirmNewTopic) {}

    /** An iPhone or iPad as Apple's protocol shows it. */
    public record AppleDevice(
            String state,
            String udid,
            boolean supervised,
            boolean unlockToken,
            @Nullable Instant lastSeen,
            @Nullable Instant pushedAt,
            @Nullable Instant unreachableSince,
            @Nullable Instant endedAt,
            String endReason,
            @Nullable Instant identityNotAfter,
            boolean bootstrapToken,
            Map<String, Answer> answers,
            Declared declarations,
            List<Claim> claims) {}

    /** What the phone says of its declarations; current when it has read those of now. */
    public record Declared(
            boolean current,
            @Nullable Instant changedAt,
            @Nullable Instant fetchedAt,
            @Nullable Instant reportedAt,
            int reports,
            Map<String, @Nullable Object> status,
            List<@Nullable Object> errors) {}

    /** Another person has connected a phone that says to be this device. */
    public record Claim(UUID enrolment, UUID person, String udid, Instant since) {}

    /** Whether the phone is the device and belongs to the new person from now on. */
    record Decision(boolean accept) {}

    /** The authorities of identities, newest first. */
    public record AuthorityList(List<IdentityAuthorities.Authority> items) {}

    /** Why a new authority is made; it is audited. */
    record Rotation(String reason) {}

    /** A phone with an identity; askedAt while it has been told to renew and has not. */
    public record HolderView(
            UUID id,
            String name,
            Instant notAfter,
            @Nullable Instant lastSeen,
            @Nullable Instant askedAt) {}

    /** The last answer to one of the questions. */
    public record Answer(Instant at, Map<String, @Nullable Object> content) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/apple/push-certificate", PushView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("The push certificate and a request that waits.")
                        .handle(call -> view(call, certificates.status(call.caller()))),
                Route.post("/apple/push-certificate/request", PushRequest.class, PushView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Makes a key, which stays here, and a certificate request (PKCS#10) for it.")
                        .handle(call -> view(
                                call,
                                certificates.request(
                                        call.caller(),
                                        call.input().organisation(),
                                        text(call.input().mail())))),
                Route.put("/apple/push-certificate", PushUpload.class, PushView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Takes a push certificate into use; a changed topic must be confirmed.")
                        .handle(call -> upload(call)),
                Route.put("/apple/push-certificate/vendor", VendorUpload.class, PushView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary(
                                "Keeps an own vendor certificate with its key, which signs requests for Apple's portal.")
                        .handle(call -> {
                            vendor.save(
                                    call.caller(),
                                    file(call.input().pem(), call.input().pkcs12()),
                                    text(call.input().password()));
                            return view(call, certificates.status(call.caller()));
                        }),
                Route.delete("/apple/push-certificate/vendor", PushView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Forgets the vendor's certificate and key.")
                        .handle(call -> {
                            vendor.remove(call.caller());
                            return view(call, certificates.status(call.caller()));
                        }),
                Route.get("/apple/settings", AppleSettings.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Where pushes go.")
                        .handle(call -> certificates.settings()),
                Route.put("/apple/settings", AppleSettings.class, AppleSettings.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Saves where pushes go; without trusted roots those of Java count.")
                        .handle(call -> {
                            AppleSettings saved = certificates.saveSettings(call.caller(), call.input());
                            retry.run();
                            renew.run();
                            return saved;
                        }),
                Route.get("/devices/{id}/apple", AppleDevice.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("What Apple's protocol knows of an iPhone or iPad.")
                        .handle(call -> view(devices.sheet(call.caller(), call.pathId("id")))),
                Route.post("/devices/{id}/apple/claims/{enrolment}", Decision.class, AppleDevice.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("Decides about a phone that another person has connected as this device.")
                        .handle(call -> {
                            quarantine.decide(
                                    call.caller(),
                                    call.pathId("id"),
                                    call.pathId("enrolment"),
                                    call.input().accept());
                            return view(devices.sheet(call.caller(), call.pathId("id")));
                        }),
                Route.get("/apple/identity-authorities", AuthorityList.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("The authorities that issue the identities of phones, newest first.")
                        .handle(call -> new AuthorityList(authorities.list(call.caller()))),
                Route.page("/apple/identity-authorities/{generation}/phones", HolderView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("The phones that work with an identity of this authority.")
                        .handle(this::holders),
                Route.post("/apple/identity-authorities", Rotation.class, AuthorityList.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Makes a new authority; phones renew their identities bit by bit.")
                        .handle(call -> {
                            AuthorityList made = new AuthorityList(authorities.rotate(
                                    call.caller(), text(call.input().reason())));
                            renew.run();
                            return made;
                        }),
                Route.delete("/apple/identity-authorities/{generation}", AuthorityList.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Trusts an old authority no longer; refused while phones need it.")
                        .handle(call -> new AuthorityList(
                                authorities.retire(call.caller(), generation(call.path("generation"))))));
    }

    private Page<HolderView> holders(Call<Void> call) {
        PageRequest page = call.page();
        UUID after = page.cursor()
                .map(text -> Ids.parse(text)
                        .orElseThrow(() -> new Problem.Invalid("cursor", "is not a cursor of this list")))
                .orElse(null);
        List<AppleStore.Holder> found =
                authorities.holders(call.caller(), generation(call.path("generation")), after, page.limit() + 1);
        boolean more = found.size() > page.limit();
        List<AppleStore.Holder> shown = more ? found.subList(0, page.limit()) : found;
        return Page.of(
                shown.stream()
                        .map(h -> new HolderView(h.device(), h.name(), h.notAfter(), h.lastSeen(), h.askedAt()))
                        .toList(),
                more ? shown.getLast().device().toString() : null);
    }

    private static int generation(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new Problem.NotFound("there is no such authority");
        }
        return Integer.parseInt(text);
    }

    private static byte[] file(@Nullable String pemText, @Nullable String pkcs12Text) {
        String pem = text(pemText);
        String pkcs12 = text(pkcs12Text);
        if (pem.isEmpty() == pkcs12.isEmpty()) {
            throw new Problem.Invalid("pem", "either pem or pkcs12 is needed");
        }
        try {
            return pem.isEmpty() ? Base64.getMimeDecoder().decode(pkcs12) : pem.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem.Invalid("pkcs12", "must be base64");
        }
    }

    private PushView upload(Call<PushUpload> call) {
        PushUpload input = call.input();
        byte[] file = file(input.pem(), input.pkcs12());
        PushCertificates.Status status = certificates.upload(
                call.caller(),
                new PushCertificates.Wish(
                        file,
                        text(input.password()),
                        text(input.account()),
                        Boolean.TRUE.equals(input.confirmNewTopic())));
        retry.run();
        return view(call, status);
    }

    private PushView view(Call<?> call, PushCertificates.Status status) {
        Optional<PushVendor.Known> known = vendor.known(call.caller());
        PushCertificate active = status.active();
        PushCertificate requested = status.requested();
        Instant end = active == null ? null : active.notAfter();
        return new PushView(
                status.state().wire(),
                active == null ? null : active.topic(),
                active == null ? null : active.account(),
                end,
                end == null
                        ? null
                        : (int) Math.max(
                                0, Duration.between(clock.instant(), end).toDays()),
                requested == null ? null : requested.request(),
                requested == null ? null : requested.createdAt(),
                status.phones(),
                vendor.signed(call.caller()).orElse(null),
                known.map(PushVendor.Known::name).orElse(null),
                known.map(PushVendor.Known::notAfter).orElse(null));
    }

    private static AppleDevice view(AppleDevices.Sheet sheet) {
        Enrolment e = sheet.enrolment();
        Map<String, Answer> answers = new LinkedHashMap<>();
        sheet.inventory().forEach((kind, stored) -> answers.put(kind, new Answer(stored.at(), stored.content())));
        return new AppleDevice(
                e.state().name().toLowerCase(java.util.Locale.ROOT),
                e.udid(),
                e.supervised(),
                e.unlockToken(),
                e.lastSeen(),
                e.pushedAt(),
                e.pushDeadSince(),
                e.endedAt(),
                e.endReason(),
                sheet.identityEnd(),
                sheet.bootstrapToken(),
                answers,
                declared(sheet.declared()),
                sheet.claims().stream()
                        .map(c -> new Claim(c.enrolment(), c.person(), c.udid(), c.since()))
                        .toList());
    }

    private static Declared declared(DeclareStore.Known known) {
        return new Declared(
                !known.token().isEmpty() && known.token().equals(known.fetched()),
                known.since(),
                known.fetchedAt(),
                known.reportedAt(),
                known.reports(),
                known.status(),
                known.errors());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
