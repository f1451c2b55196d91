package org.fairlead.server.core.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.Workspace;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/** Reads and changes the server's settings. */
public final class ServerSettingsService {
    private static final int LONGEST_RETENTION = 3650;
    private static final String CONTEXT = "server_settings.mail_password";

    private final UnitOfWork work;
    private final ServerSettingsStore store;
    private final Sealer sealer;
    private final AuditLog audit;
    private final Workspace workspace;

    public ServerSettingsService(
            UnitOfWork work, ServerSettingsStore store, Sealer sealer, AuditLog audit, Workspace workspace) {
        this.work = work;
        this.store = store;
        this.sealer = sealer;
        this.audit = audit;
        this.workspace = workspace;
    }

    /** The settings without the password. */
    public ServerSettings get() {
        return work.inTx(tx -> read(store.load(tx)));
    }

    /** The mail account with its password, for sending. */
    public ServerSettings.Mail mailAccount() {
        return work.inTx(tx -> {
            Optional<ServerSettingsStore.Stored> stored = store.load(tx);
            ServerSettings.Mail mail = read(stored).mail();
            byte[] sealed = password(stored);
            String password = sealed == null ? null : new String(sealer.open(sealed, CONTEXT), StandardCharsets.UTF_8);
            return new ServerSettings.Mail(
                    mail.host(), mail.port(), mail.security(), mail.user(), sealed != null, password, mail.from());
        });
    }

    /** Saves; the revision must be the present one. No password keeps the old one, an empty one removes it. */
    public ServerSettings put(Caller caller, ServerSettings next) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        check(next);
        return work.inTx(tx -> {
            Optional<ServerSettingsStore.Stored> old = store.load(tx);
            ServerSettings before = read(old);
            if (before.revision() != next.revision()) {
                throw new Problem.Conflict("somebody else has changed these settings", before);
            }
            String password = next.mail().password();
            byte[] sealed = password == null
                    ? password(old)
                    : password.isEmpty() ? null : sealer.seal(password.getBytes(StandardCharsets.UTF_8), CONTEXT);
            ServerSettingsStore.Stored stored =
                    new ServerSettingsStore.Stored(before.revision() + 1, print(next), sealed);
            store.save(tx, stored);
            audit.record(
                    tx,
                    caller.actor(),
                    "server.change-settings",
                    "server",
                    null,
                    null,
                    Map.of("revision", stored.revision(), "mailPasswordChanged", password != null));
            return read(Optional.of(stored));
        });
    }

    private static void check(ServerSettings s) {
        Map<String, String> bad = new LinkedHashMap<>();
        if (s.organisation().isBlank() || s.organisation().length() > 100) {
            bad.put("organisation", "must have from 1 to 100 characters");
        }
        ServerSettings.Mail mail = s.mail();
        if (!mail.host().matches("[A-Za-z0-9.:-]{0,253}")) {
            bad.put("mail.host", "must be a host name or an address");
        }
        if (mail.port() < 1 || mail.port() > 65535) {
            bad.put("mail.port", "must be from 1 to 65535");
        }
        if (mail.user().length() > 200) {
            bad.put("mail.user", "at most 200 characters");
        }
        if (mail.password() != null && mail.password().length() > 500) {
            bad.put("mail.password", "at most 500 characters");
        }
        if (!mail.host().isEmpty() && !isMailAddress(mail.from())) {
            bad.put("mail.from", "must be a mail address");
        }
        int[] days = {
            s.retentionDays().info(),
            s.retentionDays().warning(),
            s.retentionDays().failure(),
            s.retentionDays().critical()
        };
        String[] names = {"info", "warning", "failure", "critical"};
        for (int i = 0; i < days.length; i++) {
            if (days[i] < 1 || days[i] > LONGEST_RETENTION) {
                bad.put("retentionDays." + names[i], "must be from 1 to " + LONGEST_RETENTION);
            }
        }
        if (!bad.isEmpty()) {
            throw new Problem.Invalid(bad);
        }
    }

    /** Good enough to refuse nonsense and header injection. */
    public static boolean isMailAddress(String text) {
        return text.length() <= 254 && text.matches("[^\\s@<>\",;:\\\\]+@[A-Za-z0-9.-]+");
    }

    private ServerSettings read(Optional<ServerSettingsStore.Stored> stored) {
        if (stored.isEmpty()) {
            return ServerSettings.initial(workspace.name());
        }
        Map<String, @Nullable Object> doc = Json.parseObject(stored.get().document());
        Map<?, ?> mail = (Map<?, ?>) java.util.Objects.requireNonNull(doc.get("mail"));
        Map<?, ?> days = (Map<?, ?>) java.util.Objects.requireNonNull(doc.get("retentionDays"));
        return new ServerSettings(
                stored.get().revision(),
                String.valueOf(doc.get("organisation")),
                new ServerSettings.Mail(
                        String.valueOf(mail.get("host")),
                        number(mail, "port"),
                        ServerSettings.Security.valueOf(String.valueOf(mail.get("security"))),
                        String.valueOf(mail.get("user")),
                        stored.get().mailPassword() != null,
                        null,
                        String.valueOf(mail.get("from"))),
                new ServerSettings.Retention(
                        number(days, "info"),
                        number(days, "warning"),
                        number(days, "failure"),
                        number(days, "critical")));
    }

    private static byte @Nullable [] password(Optional<ServerSettingsStore.Stored> stored) {
        return stored.isPresent() ? stored.get().mailPassword() : null;
    }

    private static int number(Map<?, ?> map, String name) {
        return map.get(name) instanceof Number number ? number.intValue() : 0;
    }

    private static String print(ServerSettings s) {
        Map<String, @Nullable Object> mail = new LinkedHashMap<>();
        mail.put("host", s.mail().host());
        mail.put("port", s.mail().port());
        mail.put("security", s.mail().security().name());
        mail.put("user", s.mail().user());
        mail.put("from", s.mail().from());
        ServerSettings.Retention r = s.retentionDays();
        return Json.print(Map.of(
                "organisation", s.organisation().strip(),
                "mail", mail,
                "retentionDays",
                        Map.of(
                                "info",
                                r.info(),
                                "warning",
                                r.warning(),
                                "failure",
                                r.failure(),
                                "critical",
                                r.critical())));
    }
}
