package org.fairlead.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.android.AgentApk;
import org.fairlead.server.core.android.AgentApks;
import org.fairlead.server.core.invite.Invitations;
import org.fairlead.server.core.invite.Opening;
import org.jspecify.annotations.Nullable;

/** The Android agent: handed out on the public port, described in the console, and put into set-up QR codes. */
public final class AndroidRoutes implements Routes {
    private static final String EXTRA = "android.app.extra.PROVISIONING_";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{16,128}");
    private static final int MAX_WIFI = 64;

    /** Where an operator puts an own build, below the data folder. */
    public static final String PLACE = "android/agent.apk";

    private final AgentApks apks;
    private final Invitations invitations;
    private final Supplier<String> publicUrl;
    private final Supplier<String> pin;

    public AndroidRoutes(AgentApks apks, Invitations invitations, Supplier<String> publicUrl, Supplier<String> pin) {
        this.apks = apks;
        this.invitations = invitations;
        this.publicUrl = publicUrl;
        this.pin = pin;
    }

    /** The agent as it is handed out; the problem says why there is none. */
    public record AgentView(
            boolean available,
            @Nullable String problem,
            @Nullable String packageName,
            @Nullable String version,
            @Nullable Long versionCode,
            @Nullable String sha256,
            @Nullable String signer,
            @Nullable String checksum,
            @Nullable Long bytes,
            boolean ownBuild,
            String url,
            String place) {}

    /** What a set-up QR code shall carry: an invitation's or enrolment token, and a network to join first. */
    public record ProvisioningInput(
            String token,
            @Nullable String wifiSsid,
            @Nullable String wifiPassword) {}

    /** The content of the QR code, as text to encode, and as an object. */
    public record ProvisioningView(String text, Map<String, @Nullable Object> content) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/android/agent", AgentView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary(
                                "The Android agent that this server hands out, with its SHA-256 and signing certificate")
                        .handle(call -> view()),
                Route.post("/android/provisioning", ProvisioningInput.class, ProvisioningView.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("The content of a QR code that sets a factory-new phone up as the company's own")
                        .handle(call -> {
                            Map<String, @Nullable Object> content = provisioning(call.input());
                            return new ProvisioningView(Json.print(content), content);
                        }));
    }

    /** The public port's part. */
    public void all(HttpListener.Extra extra) {
        extra.get("/get/android.apk", this::download);
        extra.get("/get/android.json", this::describe);
        extra.get("/i/{token}/android-provisioning.json", this::provision);
    }

    private void download(Context context) {
        AgentApk apk = apks.current().orElseThrow(Problem.NotFound::new);
        try {
            context.contentType("application/vnd.android.package-archive")
                    .header("Content-Length", Long.toString(apk.bytes()))
                    .header("Content-Disposition", "attachment; filename=\"fairlead-agent.apk\"")
                    .header("Cache-Control", "no-cache")
                    .header("ETag", "\"" + apk.sha256() + "\"")
                    .result(Files.newInputStream(apk.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void describe(Context context) {
        AgentApk apk = apks.current().orElseThrow(Problem.NotFound::new);
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
                .result(Json.print(provisioning(new ProvisioningInput(token, null, null))));
    }

    private Map<String, @Nullable Object> provisioning(ProvisioningInput input) {
        if (!TOKEN.matcher(input.token()).matches()) {
            throw new Problem.Invalid("token", "is not a token of an invitation or of an enrolment");
        }
        AgentApk apk = apks.current()
                .orElseThrow(() -> new Problem.Conflict("this server has no Android agent to hand out yet"));
        Map<String, @Nullable Object> bundle = new LinkedHashMap<>();
        bundle.put("link", publicUrl.get() + "/i/" + input.token());
        bundle.put("pin", pin.get());
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put(EXTRA + "DEVICE_ADMIN_COMPONENT_NAME", apk.adminComponent());
        content.put(EXTRA + "DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION", publicUrl.get() + "/get/android.apk");
        content.put(EXTRA + "DEVICE_ADMIN_SIGNATURE_CHECKSUM", apk.checksum());
        content.put(EXTRA + "LEAVE_ALL_SYSTEM_APPS_ENABLED", true);
        wifi(content, input);
        content.put(EXTRA + "ADMIN_EXTRAS_BUNDLE", bundle);
        return content;
    }

    private static void wifi(Map<String, @Nullable Object> content, ProvisioningInput input) {
        String ssid = input.wifiSsid();
        String password = input.wifiPassword();
        if (ssid == null || ssid.isEmpty()) {
            return;
        }
        if (ssid.length() > MAX_WIFI || (password != null && password.length() > MAX_WIFI)) {
            throw new Problem.Invalid("wifiSsid", "name and password have at most " + MAX_WIFI + " characters");
        }
        content.put(EXTRA + "WIFI_SSID", ssid);
        if (password == null || password.isEmpty()) {
            content.put(EXTRA + "WIFI_SECURITY_TYPE", "NONE");
        } else {
            content.put(EXTRA + "WIFI_SECURITY_TYPE", "WPA");
            content.put(EXTRA + "WIFI_PASSWORD", password);
        }
    }

    private AgentView view() {
        String url = publicUrl.get() + "/get/android.apk";
        return apks.current()
                .map(apk -> new AgentView(
                        true,
                        null,
                        apk.packageName(),
                        apk.version(),
                        apk.versionCode(),
                        apk.sha256(),
                        apk.signer(),
                        apk.checksum(),
                        apk.bytes(),
                        apk.own(),
                        url,
                        PLACE))
                .orElseGet(() -> new AgentView(
                        false,
                        apks.problem()
                                .orElse("build the agent with ./fairlead apk, or put a build of your own in place"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        url,
                        PLACE));
    }
}
