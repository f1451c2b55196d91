package org.fairlead.server.core.comply;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.device.DeviceRef;

/** Tells users that their phone breaks a rule: by mail in their language, and by a message on the phone where it can show one. */
public final class UserNotices {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private final ComplianceStore store;
    private final Approvals approvals;
    private final Mails mails;
    private final InstantSource clock;

    /** Queues a mail. */
    @FunctionalInterface
    public interface Mails {
        void add(Tx tx, String to, String subject, String body);
    }

    public UserNotices(ComplianceStore store, Approvals approvals, Mails mails, InstantSource clock) {
        this.store = store;
        this.approvals = approvals;
        this.mails = mails;
        this.clock = clock;
    }

    void tell(Tx tx, Rule rule, List<ComplianceStore.Broken> broken, Instant until) {
        if (!broken.isEmpty() && (rule.mailUser() || rule.messageUser())) {
            send(tx, rule, broken, until);
        }
    }

    void remind(Tx tx, Rule rule, ComplianceStore.Broken broken) {
        send(tx, rule, List.of(broken), clock.instant());
    }

    private void send(Tx tx, Rule rule, List<ComplianceStore.Broken> broken, Instant until) {
        Set<UUID> people = broken.stream()
                .map(ComplianceStore.Broken::person)
                .filter(p -> p != null)
                .map(p -> p)
                .collect(Collectors.toSet());
        Map<UUID, ComplianceStore.Owner> owners = store.owners(tx, people);
        boolean grace = until.isAfter(clock.instant());
        for (ComplianceStore.Broken one : broken) {
            UUID person = one.person();
            ComplianceStore.Owner owner = person == null ? null : owners.get(person);
            boolean russian = owner != null && owner.locale().startsWith("ru");
            Text text = text(rule, one.device(), grace ? until : null);
            String words = russian ? text.ru() : text.en();
            if (rule.mailUser() && owner != null && !owner.mail().isEmpty()) {
                mails.add(
                        tx, owner.mail(), russian ? "Ваш телефон нарушает правило" : "Your phone breaks a rule", words);
            }
            if (rule.messageUser() && CommandKind.MESSAGE.knownTo(one.device().platform())) {
                approvals.send(
                        tx,
                        new Approvals.Plan(
                                Approval.Origin.RULE,
                                Actor.system(),
                                null,
                                "rule: " + rule.name(),
                                CommandKind.MESSAGE,
                                Map.of("text", words),
                                "",
                                List.of(one.device()),
                                CommandKind.MESSAGE.waits()));
            }
        }
    }

    private static Text text(Rule rule, DeviceRef device, @org.jspecify.annotations.Nullable Instant until) {
        Text wrong = wrong(rule);
        String en = "Your phone " + device.name() + " breaks the company's rule \"" + rule.name() + "\": " + wrong.en()
                + ".";
        String ru = "Ваш телефон " + device.name() + " нарушает правило компании «" + rule.name() + "»: " + wrong.ru()
                + ".";
        if (until != null) {
            String time = TIME.format(until.atZone(ZoneOffset.UTC));
            en += " Please mend it by " + time + ".";
            ru += " Пожалуйста, исправьте это до " + time + ".";
        }
        return new Text(en, ru);
    }

    private static Text wrong(Rule rule) {
        Rule.Params p = rule.params();
        return switch (rule.criterion()) {
            case OS_BELOW -> new Text("its system is too old, update it", "система устарела, обновите её");
            case NOT_ENCRYPTED -> new Text("its storage is not encrypted", "хранилище не зашифровано");
            case NO_PASSCODE -> new Text("it has no screen lock", "не задан пароль разблокировки");
            case ROOTED -> new Text("its protection was removed (root, jailbreak)", "защита снята (root, jailbreak)");
            case SILENT -> new Text("it has not been in contact for days", "он давно не выходил на связь");
            case PATCH_BEFORE -> new Text("its security updates are too old", "обновления безопасности слишком старые");
            case APP_ABSENT ->
                new Text(
                        "a required app is missing (" + String.join(", ", p.apps()) + ")",
                        "нет обязательного приложения (" + String.join(", ", p.apps()) + ")");
            case APP_PRESENT ->
                new Text(
                        "it has a forbidden app (" + String.join(", ", p.apps()) + ")",
                        "установлено запрещённое приложение (" + String.join(", ", p.apps()) + ")");
            case MANAGEMENT_LOST ->
                new Text("the company can no longer manage it", "компания больше не может им управлять");
        };
    }
}
