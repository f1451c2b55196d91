package org.fairlead.server.core.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.group.PhoneThresholds;
import org.fairlead.server.core.group.Stage;
import org.fairlead.server.core.group.Thresholds;
import org.fairlead.server.core.health.Health;
import org.fairlead.server.core.health.Health.Since;
import org.jspecify.annotations.Nullable;

/** Why a device is not ok, since when, and what to do about it. */
public record Cause(Kind kind, boolean critical, @Nullable Instant since) {
    private static final Duration CLONED = Duration.ofDays(7);
    private static final int SKEW = 60;

    /** What can be wrong. */
    public enum Kind {
        NO_CONTACT,
        CLONED,
        SETTINGS_FAILED,
        SETTINGS_NOT_APPLIED,
        CLOCK,
        MANAGEMENT_LOST,
        PASSCODE_MISSING,
        OS_TOO_OLD,
        NOT_ENCRYPTED,
        ROOTED,
        IDENTITY_ENDS,
        VIOLATION;

        /** Those that come from what a phone says of itself. */
        public static final List<Kind> PHONES =
                List.of(MANAGEMENT_LOST, PASSCODE_MISSING, OS_TOO_OLD, NOT_ENCRYPTED, ROOTED, IDENTITY_ENDS);

        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public String level() {
        return critical ? "critical" : "warning";
    }

    /** Everything that is wrong with a device, critical causes first. */
    public static List<Cause> of(Device device, Thresholds thresholds, Instant now) {
        List<Cause> causes = new ArrayList<>();
        boolean phone = !device.platform().equals("thin-client");
        PhoneThresholds p = thresholds.phones();
        Device.State s = device.state();
        if (!s.online()) {
            Instant seen = s.lastSeen();
            add(
                    causes,
                    Kind.NO_CONTACT,
                    seen == null ? device.enrolledAt() : seen,
                    phone
                            ? p.noContact()
                            : new Stage(thresholds.noContactWarningMinutes(), thresholds.noContactCriticalMinutes()),
                    now);
        }
        Instant cloned = s.clonedAt();
        if (cloned != null && cloned.isAfter(now.minus(CLONED))) {
            causes.add(new Cause(Kind.CLONED, true, cloned));
        }
        if (s.failedBlocks() > 0) {
            causes.add(new Cause(Kind.SETTINGS_FAILED, false, s.appliedAt()));
        }
        if (s.settings().equals("pending")) {
            Instant wanted = s.desiredSince();
            add(
                    causes,
                    Kind.SETTINGS_NOT_APPLIED,
                    later(wanted == null ? device.enrolledAt() : wanted, s.appliedAt()),
                    phone
                            ? p.notApplied()
                            : new Stage(thresholds.notAppliedWarningMinutes(), thresholds.notAppliedCriticalMinutes()),
                    now);
        }
        if (Math.abs(s.clockSkewSeconds()) > SKEW) {
            causes.add(new Cause(Kind.CLOCK, false, null));
        }
        Health health = device.health();
        if (health != null) {
            ofPhone(causes, device, health, p, now);
        }
        causes.sort(Comparator.comparing(Cause::critical).reversed());
        return causes;
    }

    private static void ofPhone(List<Cause> causes, Device device, Health h, PhoneThresholds p, Instant now) {
        if (h.management().value().lost()) {
            add(causes, Kind.MANAGEMENT_LOST, h.management().at(), p.management(), now);
        }
        said(causes, Kind.PASSCODE_MISSING, h.passcode(), false, p.passcode(), now);
        Since<Long> os = h.osVersion();
        if (os != null && os.value() < p.minimum(device.platform())) {
            add(causes, Kind.OS_TOO_OLD, later(os.at(), device.state().minimumSince()), p.osTooOld(), now);
        }
        said(causes, Kind.NOT_ENCRYPTED, h.encrypted(), false, p.encryption(), now);
        said(causes, Kind.ROOTED, h.rooted(), true, p.rooted(), now);
        Instant until = h.identityUntil();
        if (until != null) {
            boolean critical = ends(until, p.identity().criticalMinutes(), now);
            if (critical || ends(until, p.identity().warningMinutes(), now)) {
                causes.add(new Cause(Kind.IDENTITY_ENDS, critical, until));
            }
        }
        if (h.violation() > 0) {
            causes.add(new Cause(Kind.VIOLATION, h.violation() > 1, null));
        }
    }

    private static void said(
            List<Cause> causes, Kind kind, @Nullable Since<Boolean> said, boolean wrong, Stage stage, Instant now) {
        if (said != null && said.value() == wrong) {
            add(causes, kind, said.at(), stage, now);
        }
    }

    private static boolean ends(Instant until, @Nullable Integer minutesLeft, Instant now) {
        return minutesLeft != null && until.isBefore(now.plus(Duration.ofMinutes(minutesLeft)));
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private static void add(List<Cause> causes, Kind kind, Instant since, Stage stage, Instant now) {
        boolean critical = reached(since, stage.criticalMinutes(), now);
        if (critical || reached(since, stage.warningMinutes(), now)) {
            causes.add(new Cause(kind, critical, since));
        }
    }

    private static boolean reached(Instant since, @Nullable Integer minutes, Instant now) {
        return minutes != null && !since.isAfter(now.minus(Duration.ofMinutes(minutes)));
    }

    /** What is wrong, for people. */
    public Text text() {
        return switch (kind) {
            case NO_CONTACT -> new Text("no contact with the device", "нет связи с устройством");
            case CLONED ->
                new Text(
                        "the same identity is used from two places",
                        "одно и то же удостоверение используется в двух местах");
            case SETTINGS_FAILED ->
                new Text("some settings could not be applied", "часть параметров не удалось применить");
            case SETTINGS_NOT_APPLIED ->
                new Text("new settings have not arrived yet", "новые параметры ещё не получены");
            case CLOCK -> new Text("the device's clock is wrong", "часы устройства показывают неверное время");
            case MANAGEMENT_LOST ->
                new Text(
                        "the phone can no longer be managed: the user has taken the rights away",
                        "телефоном больше нельзя управлять: пользователь отозвал права");
            case PASSCODE_MISSING -> new Text("no screen lock is set", "не задан пароль разблокировки");
            case OS_TOO_OLD ->
                new Text("the system is older than the group demands", "версия системы ниже требуемой для группы");
            case NOT_ENCRYPTED -> new Text("the storage is not encrypted", "хранилище не зашифровано");
            case ROOTED ->
                new Text(
                        "the phone reports that its protection was removed (root, jailbreak)",
                        "телефон сообщает, что защита снята (root, jailbreak)");
            case IDENTITY_ENDS ->
                new Text(
                        "the certificate by which the device is known is about to expire",
                        "истекает сертификат, по которому сервер узнаёт устройство");
            case VIOLATION ->
                critical
                        ? new Text("a compliance rule is broken", "нарушено правило соответствия")
                        : new Text(
                                "a compliance rule is broken, the time to mend it is running",
                                "нарушено правило соответствия, идёт время на исправление");
        };
    }

    /** What to do about it, for people. */
    public Text advice() {
        return switch (kind) {
            case NO_CONTACT ->
                new Text(
                        "ask the owner to switch it on and open the network; if it is lost, lock or wipe it",
                        "попросите владельца включить его и подключить к сети; если устройство потеряно, заблокируйте или сотрите его");
            case CLONED ->
                new Text(
                        "find the copy; connect the right device anew, which revokes the old identity",
                        "найдите копию; подключите настоящее устройство заново — старое удостоверение отзывается");
            case SETTINGS_FAILED ->
                new Text(
                        "the settings tab names each with its reason",
                        "на вкладке «Параметры» указаны все с причинами");
            case SETTINGS_NOT_APPLIED ->
                new Text(
                        "send Synchronise; if nothing changes, connect the device anew",
                        "отправьте «Синхронизировать»; если не поможет, подключите устройство заново");
            case CLOCK -> new Text("set the time or a time server", "проверьте время или сервер времени");
            case MANAGEMENT_LOST ->
                new Text(
                        "ask the owner to activate the management again, or send a new link",
                        "попросите владельца снова включить управление или отправьте новую ссылку");
            case PASSCODE_MISSING ->
                new Text("ask the owner to set a screen lock", "попросите владельца задать пароль разблокировки");
            case OS_TOO_OLD -> new Text("ask the owner to update the system", "попросите владельца обновить систему");
            case NOT_ENCRYPTED ->
                new Text(
                        "ask the owner to switch encryption on; setting a screen lock often does it",
                        "попросите владельца включить шифрование; часто достаточно задать пароль разблокировки");
            case ROOTED ->
                new Text(
                        "take the company's data off the phone and have it set up afresh",
                        "удалите с телефона корпоративные данные и настройте его заново");
            case IDENTITY_ENDS ->
                new Text(
                        "bring the device online so that it renews; otherwise connect it anew",
                        "выведите устройство на связь, чтобы оно обновило сертификат; иначе подключите его заново");
            case VIOLATION -> new Text("see the rules below", "смотрите правила ниже");
        };
    }
}
