package org.fairlead.server.core.sync;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.PolicyBook;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.Origin;
import org.fairlead.server.core.settings.SettingsRules;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a device shall obey, as a document named by its hash. The hash has two parts, the group's and the
 * own values', so that a policy edit changes one row a group and none of a device.
 */
public final class DesiredState {
    private final Fleet fleet;

    public DesiredState(Fleet fleet) {
        this.fleet = fleet;
    }

    /** What decides on a device's settings. */
    public record Subject(
            String platform,
            int number,
            String nameId,
            @Nullable UUID group,
            String profiles,
            Map<String, @Nullable Object> own,
            String ownHash,
            boolean withheld) {
        public Subject(
                String platform,
                int number,
                String nameId,
                @Nullable UUID group,
                String profiles,
                Map<String, @Nullable Object> own,
                String ownHash) {
            this(platform, number, nameId, group, profiles, own, ownHash, false);
        }
    }

    /** What the group's part of a hash ends with while something is withheld. */
    public static final String WITHHELD = "~";

    private static final Set<String> LEAD_INSIDE = Set.of("wifi", "vpn", "mail", "exchange", "certificates");

    /** Whether a setting of phones leads into the company, so that it is withheld from a phone that breaks a rule. */
    public static boolean leadsInside(String key) {
        String[] parts = key.split("\\.", 3);
        return parts.length == 3
                && (parts[0].equals("android") || parts[0].equals("ios"))
                && LEAD_INSIDE.contains(parts[1]);
    }

    /** Takes what leads into the company out of a phone's values; the catalogue's standard values stay. */
    public static void withhold(PolicyBook book, String platform, Map<String, @Nullable Object> values) {
        EffectiveSettings plain = book.effective(null, platform, "", Map.of());
        values.replaceAll((key, value) -> {
            EffectiveSettings.EffectiveValue standard = plain.values().get(key);
            return leadsInside(key) ? (standard == null ? null : standard.value()) : value;
        });
    }

    /** Hash of own values; empty for none. */
    public static String ownHash(Map<String, @Nullable Object> own) {
        return own.isEmpty() ? "" : SettingsRules.hash(own);
    }

    /** The hash that the device shall report. */
    public String hash(Subject subject) {
        PolicyBook book = fleet.book();
        UUID group = known(book, subject.group());
        return (group == null
                        ? ""
                        : book.settings(group, subject.platform(), subject.profiles())
                                .hash())
                + (subject.withheld() ? WITHHELD : "") + "." + subject.ownHash();
    }

    /** The group's part of a hash that a device reported. */
    public static String groupPart(String hash) {
        int dot = hash.indexOf('.');
        return dot < 0 ? hash : hash.substring(0, dot);
    }

    /** The own values' part of a hash that a device reported. */
    public static String ownPart(String hash) {
        int dot = hash.indexOf('.');
        return dot < 0 ? "" : hash.substring(dot + 1);
    }

    /** The document. Secrets go to devices in a group only. */
    public Map<String, @Nullable Object> document(Subject subject) {
        PolicyBook book = fleet.book();
        UUID group = known(book, subject.group());
        EffectiveSettings effective = book.effective(group, subject.platform(), subject.profiles(), subject.own());
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("v", 1);
        Map<String, @Nullable Object> device = new LinkedHashMap<>();
        device.put("name", name(effective, subject));
        device.put("number", subject.number());
        device.put(
                "group",
                group == null ? null : book.tree().find(group).orElseThrow().name());
        document.put("device", device);
        Map<String, @Nullable Object> values = values(effective, group != null);
        if (subject.withheld()) {
            withhold(book, subject.platform(), values);
        }
        document.put("values", values);
        document.put("locked", locks(effective));
        Map<String, @Nullable Object> origins = new LinkedHashMap<>();
        effective.values().forEach((key, value) -> {
            if (!value.origin().kind().equals("default")) {
                origins.put(key, value.origin().kind());
            }
        });
        document.put("origins", origins);
        book.outOfOffice(group, subject.platform(), subject.own()).ifPresent(away -> {
            Map<String, @Nullable Object> other = new LinkedHashMap<>();
            other.put("values", values(away, group != null));
            other.put("locked", locks(away));
            document.put("outOfOffice", other);
        });
        return document;
    }

    /** The name that the naming rule and the device's ID come to. */
    public String name(Subject subject) {
        PolicyBook book = fleet.book();
        return name(
                book.effective(known(book, subject.group()), subject.platform(), subject.profiles(), subject.own()),
                subject);
    }

    private static String name(EffectiveSettings effective, Subject subject) {
        StringBuilder name = new StringBuilder();
        for (String key : new String[] {"general.name.name", "general.name.info"}) {
            EffectiveSettings.EffectiveValue value = effective.values().get(key);
            if (value != null && value.value() instanceof String part && !part.isEmpty()) {
                name.append(part).append('-');
            }
        }
        return name.append(subject.nameId()).toString();
    }

    private Map<String, @Nullable Object> values(EffectiveSettings effective, boolean withSecrets) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        effective.values().forEach((key, value) -> {
            if (withSecrets || !SettingsRules.holdsSecret(value.value())) {
                values.put(key, fleet.rules().reveal(key, value.value()));
            }
        });
        return values;
    }

    private static Map<String, @Nullable Object> locks(EffectiveSettings effective) {
        Map<String, @Nullable Object> locks = new LinkedHashMap<>();
        effective.locked().forEach((block, origin) -> locks.put(block, lock(origin)));
        return locks;
    }

    private static Map<String, @Nullable Object> lock(Origin origin) {
        Map<String, @Nullable Object> lock = new LinkedHashMap<>();
        lock.put("policy", origin.policyName());
        lock.put("group", origin.groupName());
        return lock;
    }

    private static @Nullable UUID known(PolicyBook book, @Nullable UUID group) {
        return group != null && book.tree().find(group).isPresent() ? group : null;
    }
}
