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
    private static final long ADDRESS_NANOS = 5_000_000_000L;
    private static final String CONTEXT = "server_settings.mail_password";

    private final UnitOfWork work;
    private final ServerSettingsStore store;
    private final Sealer sealer;
    private final AuditLog audit;
    private final Workspace workspace;
    private volatile @Nullable Address address;

    public ServerSettingsService(
            UnitOfWork work, ServerSettingsStore store, Sealer sealer, AuditLog audit, Workspace workspace) {
        this.work = work;
        this.store = store;
        this.sealer = sealer;
        this.audit = audit;
        this.workspace = workspace;
    }

    /** The address in links, and when it was read. */
    private record Address(String url, long readNanos) {}

    /** The address in links as it was set, empty when it was not; a few seconds old at most. */
    public String publicUrl() {
        Address known = address;
        if (known == null || System.nanoTime() - known.readNanos() > ADDRESS_NANOS) {
            known = new Address(get().forPhones().publicUrl(), System.nanoTime());
            address = known;
        }
        return known.url();
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
                    mail.host(),
                    mail.port(),
                    mail.security(),
                    mail.user(),
                    sealed != null,
                    password,
                    mail.from(),
                    mail.trustedRoots());
        });
    }

    /** Saves; the revision must be the present one. No password keeps the old one, an empty one removes it. */
    public ServerSettings put(Caller caller, ServerSettings next) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        SettingsCheck.check(next);
        ServerSettings saved = work.inTx(tx -> {
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
                    new ServerSettingsStore.Stored(before.revision() + 1, print(next, before.forPhones()), sealed);
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
        address = null;
        return saved;
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
                        String.valueOf(mail.get("from")),
                        mail.get("trustedRoots") instanceof String roots ? roots : null),
                new ServerSettings.Retention(
                        number(days, "info"),
                        number(days, "warning"),
                        number(days, "failure"),
                        number(days, "critical")),
                phones(doc.get("phones")));
    }

    private static ServerSettings.Phones phones(@Nullable Object stored) {
        return stored instanceof Map<?, ?> map
                ? new ServerSettings.Phones(
                        String.valueOf(map.get("publicUrl")), number(map, "mailsPerDay"), number(map, "invitationDays"))
                : ServerSettings.Phones.INITIAL;
    }

    private static byte @Nullable [] password(Optional<ServerSettingsStore.Stored> stored) {
        return stored.isPresent() ? stored.get().mailPassword() : null;
    }

    private static int number(Map<?, ?> map, String name) {
        return map.get(name) instanceof Number number ? number.intValue() : 0;
    }

    private static String print(ServerSettings s, ServerSettings.Phones before) {
        Map<String, @Nullable Object> mail = new LinkedHashMap<>();
        mail.put("host", s.mail().host());
        mail.put("port", s.mail().port());
        mail.put("security", s.mail().security().name());
        mail.put("user", s.mail().user());
        mail.put("from", s.mail().from());
        mail.put("trustedRoots", s.mail().trustedRoots());
        ServerSettings.Phones phones = s.phones() == null ? before : s.forPhones();
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
                                r.critical()),
                "phones",
                        Map.of(
                                "publicUrl",
                                SettingsCheck.plain(phones.publicUrl()),
                                "mailsPerDay",
                                phones.mailsPerDay(),
                                "invitationDays",
                                phones.invitationDays())));
    }
}
