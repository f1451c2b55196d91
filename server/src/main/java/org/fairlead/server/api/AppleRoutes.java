package org.fairlead.server.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.apple.AppleDevices;
import org.fairlead.server.core.apple.AppleSettings;
import org.fairlead.server.core.apple.Enrolment;
import org.fairlead.server.core.apple.PushCertificate;
import org.fairlead.server.core.apple.PushCertificates;
import org.jspecify.annotations.Nullable;

/** The push certificate, the way to Apple, and what an iPhone or iPad says of itself. */
public final class AppleRoutes implements Routes {
    private final PushCertificates certificates;
    private final AppleDevices devices;
    private final Runnable retry;
    private final InstantSource clock;

    public AppleRoutes(PushCertificates certificates, AppleDevices devices, Runnable retry, InstantSource clock) {
        this.certificates = certificates;
        this.devices = devices;
        this.retry = retry;
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
            int phones) {}

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
            Map<String, Answer> answers) {}

    /** The last answer to one of the questions. */
    public record Answer(Instant at, Map<String, @Nullable Object> content) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/apple/push-certificate", PushView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("The push certificate and a request that waits.")
                        .handle(call -> view(certificates.status(call.caller()))),
                Route.post("/apple/push-certificate/request", PushRequest.class, PushView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Makes a key, which stays here, and a certificate request (PKCS#10) for it.")
                        .handle(call -> view(certificates.request(
                                call.caller(),
                                call.input().organisation(),
                                text(call.input().mail())))),
                Route.put("/apple/push-certificate", PushUpload.class, PushView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Takes a push certificate into use; a changed topic must be confirmed.")
                        .handle(call -> upload(call)),
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
                            return saved;
                        }),
                Route.get("/devices/{id}/apple", AppleDevice.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("What Apple's protocol knows of an iPhone or iPad.")
                        .handle(call -> view(devices.sheet(call.caller(), call.pathId("id")))));
    }

    private PushView upload(Call<PushUpload> call) {
        PushUpload input = call.input();
        String pem = text(input.pem());
        String pkcs12 = text(input.pkcs12());
        if (pem.isEmpty() == pkcs12.isEmpty()) {
            throw new Problem.Invalid("pem", "either pem or pkcs12 is needed");
        }
        byte[] file;
        try {
            file = pem.isEmpty() ? Base64.getMimeDecoder().decode(pkcs12) : pem.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem.Invalid("pkcs12", "must be base64");
        }
        PushCertificates.Status status = certificates.upload(
                call.caller(),
                new PushCertificates.Wish(
                        file,
                        text(input.password()),
                        text(input.account()),
                        Boolean.TRUE.equals(input.confirmNewTopic())));
        retry.run();
        return view(status);
    }

    private PushView view(PushCertificates.Status status) {
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
                status.phones());
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
                answers);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
