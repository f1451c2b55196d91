package org.fairlead.server.api;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettings;
import org.fairlead.server.core.server.ServerSettingsService;

/** What the server says about itself, and its settings. */
public final class ServerRoutes implements Routes {
    private final Supplier<ServerInfo> info;
    private final ServerSettingsService settings;
    private final Mailer mailer;

    public ServerRoutes(Supplier<ServerInfo> info, ServerSettingsService settings, Mailer mailer) {
        this.info = info;
        this.settings = settings;
        this.mailer = mailer;
    }

    /** The running server. */
    public record ServerInfo(
            String version,
            Instant startedAt,
            long startMillis,
            String database,
            long memoryBytes,
            int devicesOnline,
            String publicUrl,
            String gateway,
            List<CertificateInfo> certificates) {}

    /** One of the server's certificates. */
    public record CertificateInfo(String name, String subject, String fingerprint, Instant notAfter) {}

    record TestMail(String to) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/server", ServerInfo.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Version, addresses, certificates and figures of the running server.")
                        .handle(call -> info.get()),
                Route.get("/server/settings", ServerSettings.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("The server's settings; the mail password is never shown.")
                        .handle(call -> settings.get()),
                Route.put("/server/settings", ServerSettings.class, ServerSettings.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Saves the settings; without a mail password the old one stays.")
                        .handle(call -> settings.put(call.caller(), call.input())),
                Route.post("/server/mail/test", TestMail.class, Void.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Sends a test mail now with the saved settings.")
                        .run(this::test));
    }

    private void test(Call<TestMail> call) {
        call.caller().requireEverywhere(Right.ADMINISTRATION);
        String to = call.input().to();
        if (!ServerSettingsService.isMailAddress(to)) {
            throw new Problem.Invalid("to", "must be a mail address");
        }
        ServerSettings.Mail account = settings.mailAccount();
        if (account.host().isEmpty()) {
            throw new Problem.Conflict("save a mail server first");
        }
        try {
            mailer.send(
                    account, new Mailer.Message(to, "Fairlead test mail", "This mail shows that Fairlead can send.\n"));
        } catch (Mailer.MailFailed e) {
            throw new Problem.Conflict("the mail server did not take it: " + e.getMessage());
        }
    }
}
