package org.fairlead.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.android.AgentApk;
import org.fairlead.server.core.android.AgentBuild;
import org.fairlead.server.core.android.AgentBuildStore;
import org.fairlead.server.core.android.AgentBuilds;
import org.fairlead.server.core.android.AgentRisk;
import org.fairlead.server.core.android.Provisioning;
import org.fairlead.server.core.invite.Invitations;
import org.fairlead.server.core.invite.Opening;
import org.fairlead.server.core.invite.QrCodes;
import org.jspecify.annotations.Nullable;

/** The Android agent: uploaded, handed out on the public port, described in the console, put into set-up QR codes. */
public final class AndroidRoutes implements Routes {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    private final AgentBuilds builds;
    private final Invitations invitations;
    private final QrCodes codes;
    private final Supplier<String> publicUrl;
    private final Supplier<String> pin;

    public AndroidRoutes(
            AgentBuilds builds,
            Invitations invitations,
            QrCodes codes,
            Supplier<String> publicUrl,
            Supplier<String> pin) {
        this.builds = builds;
        this.invitations = invitations;
        this.codes = codes;
        this.publicUrl = publicUrl;
        this.pin = pin;
    }

    /**
     * A build of the agent; without an id the one that came with the server. The signer is the SHA-256 of the signing
     * certificate in hex, the checksum the same as set-up by QR code wants it.
     */
    public record AgentBuildView(
            @Nullable UUID id,
            String packageName,
            String version,
            long versionCode,
            int minSdk,
            int targetSdk,
            String sha256,
            String signer,
            String signerName,
            List<String> earlierSigners,
            long bytes,
            @Nullable Instant uploadedAt,
            @Nullable String uploadedBy,
            boolean active) {}

    /** The agent as it is handed out with the builds that are kept; the problem says why there is none. */
    public record AgentView(
            boolean available,
            @Nullable String problem,
            List<AgentBuildView> builds,
            List<AgentBuildStore.VersionCount> phones,
            boolean inStore,
            String url,
            long maxBytes) {}

    /** Which build shall be handed out, the one that came with the server without an id; and what was agreed to. */
    public record ActivateInput(@Nullable UUID id, @Nullable List<String> agree) {}

    /** Whether the agent is listed in Google Play under its package name. */
    public record StoreInput(boolean inStore) {}

    /** What a set-up QR code shall carry: an invitation's or enrolment token, and a network to join first. */
    public record ProvisioningInput(
            String token,
            @Nullable String wifiSsid,
            @Nullable String wifiPassword,
            @Nullable Boolean wifiHidden) {}

    /** The QR code as a picture (PNG in base 64), its text, and the same as an object. */
    public record ProvisioningView(String qrPng, String text, Map<String, @Nullable Object> content) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access administration = Access.right(Right.ADMINISTRATION);
        return List.of(
                Route.get("/android/agent", AgentView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("The Android agent that this server hands out, and the builds that are kept")
                        .handle(call -> view(builds.sheet())),
                Route.upload("/android/agent", AgentBuilds.MAX_BYTES, AgentView.class)
                        .rule(administration)
                        .summary("Takes a signed APK into use; agree names consequences that are accepted:"
                                + " other-package, other-signer, older")
                        .handle(call -> view(builds.upload(
                                call.caller(),
                                call.input().content(),
                                risks(call.query("agree").stream()
                                        .flatMap(text -> Arrays.stream(text.split(",")))
                                        .toList())))),
                Route.post("/android/agent/activate", ActivateInput.class, AgentView.class)
                        .rule(administration)
                        .summary("Hands out another of the builds that are kept, or the one that came with the server")
                        .handle(call -> view(builds.activate(
                                call.caller(),
                                call.input().id(),
                                risks(call.input().agree())))),
                Route.put("/android/agent/store", StoreInput.class, AgentView.class)
                        .rule(administration)
                        .summary("Says whether landing pages send phones to Google Play")
                        .handle(call -> view(
                                builds.setInStore(call.caller(), call.input().inStore()))),
                Route.delete("/android/agent/builds/{id}", AgentView.class)
                        .rule(administration)
                        .summary("Forgets a build that is not handed out")
                        .handle(call -> view(builds.delete(call.caller(), call.pathId("id")))),
                Route.post("/android/provisioning", ProvisioningInput.class, ProvisioningView.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("The QR code that sets a factory-new phone up as the company's own")
                        .handle(call -> {
                            Provisioning made = provisioning(call.input());
                            String text = made.text();
                            return new ProvisioningView(
                                    Base64.getEncoder().encodeToString(codes.png(text)), text, made.content());
                        }));
    }

    private static Set<AgentRisk> risks(@Nullable List<String> agreed) {
        Set<AgentRisk> risks = EnumSet.noneOf(AgentRisk.class);
        for (String word : agreed == null ? List.<String>of() : agreed) {
            risks.add(Arrays.stream(AgentRisk.values())
                    .filter(risk -> risk.wire().equals(word))
                    .findFirst()
                    .orElseThrow(
                            () -> new Problem.Invalid("agree", "must be among other-package, other-signer and older")));
        }
        return risks;
    }

    /** The public port's part. */
    public void all(HttpListener.Extra extra) {
        extra.get("/get/android.apk", this::download);
        extra.get("/get/android.json", this::describe);
        extra.get("/i/{token}/android-provisioning.json", this::provision);
    }

    private void download(Context context) {
        AgentBuilds.Hosted hosted = builds.current().orElseThrow(Problem.NotFound::new);
        try {
            context.contentType("application/vnd.android.package-archive")
                    .header("Content-Length", Long.toString(hosted.apk().bytes()))
                    .header("Content-Disposition", "attachment; filename=\"fairlead-agent.apk\"")
                    .header("Cache-Control", "no-cache")
                    .header("ETag", "\"" + hosted.apk().sha256() + "\"")
                    .result(Files.newInputStream(hosted.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void describe(Context context) {
        AgentApk apk = builds.current().orElseThrow(Problem.NotFound::new).apk();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("version", apk.version());
        map.put("versionCode", apk.versionCode());
        map.put("package", apk.packageName());
        map.put("sha256", apk.sha256());
        map.put("signer", apk.signer());
        map.put("bytes", apk.bytes());
        context.contentType("application/json")
                .header("Cache-Control", "no-cache")
                .result(Json.print(map));
    }

    private void provision(Context context) {
        String token = context.pathParam("token");
        if (!(invitations.open(token) instanceof Opening.Open)) {
            throw new Problem.NotFound();
        }
        context.contentType("application/json")
                .header("Cache-Control", "no-store")
                .result(provisioning(new ProvisioningInput(token, null, null, null))
                        .text());
    }

    private Provisioning provisioning(ProvisioningInput input) {
        if (!TOKEN.matcher(input.token()).matches()) {
            throw new Problem.Invalid("token", "is not a token of an invitation or of an enrolment");
        }
        AgentApk apk = builds.current()
                .orElseThrow(() -> new Problem.Conflict("this server has no Android agent to hand out yet"))
                .apk();
        String ssid = input.wifiSsid();
        String password = input.wifiPassword();
        return Provisioning.of(
                apk,
                publicUrl.get() + "/get/android.apk",
                publicUrl.get() + "/i/" + input.token(),
                pin.get(),
                new Provisioning.Network(
                        ssid == null ? "" : ssid,
                        password == null ? "" : password,
                        Boolean.TRUE.equals(input.wifiHidden())));
    }

    private AgentView view(AgentBuilds.Sheet sheet) {
        List<AgentBuildView> views = new ArrayList<>();
        boolean own = sheet.builds().stream().anyMatch(AgentBuild::active);
        sheet.builds().forEach(b -> views.add(view(b.apk(), b.id(), b.uploadedAt(), b.uploadedBy(), b.active())));
        sheet.bundled().ifPresent(apk -> views.add(view(apk, null, null, null, !own)));
        boolean available = sheet.current().isPresent();
        return new AgentView(
                available,
                sheet.problem().orElse(null),
                views,
                sheet.phones(),
                sheet.inStore(),
                publicUrl.get() + "/get/android.apk",
                AgentBuilds.MAX_BYTES);
    }

    private static AgentBuildView view(
            AgentApk apk, @Nullable UUID id, @Nullable Instant at, @Nullable String by, boolean active) {
        return new AgentBuildView(
                id,
                apk.packageName(),
                apk.version(),
                apk.versionCode(),
                apk.minSdk(),
                apk.targetSdk(),
                apk.sha256(),
                apk.signer(),
                apk.signerName(),
                apk.earlierSigners(),
                apk.bytes(),
                at,
                by,
                active);
    }
}
