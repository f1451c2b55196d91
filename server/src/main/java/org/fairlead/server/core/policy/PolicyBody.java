package org.fairlead.server.core.policy;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A policy as plain JSON values, for its revisions. */
public final class PolicyBody {
    private PolicyBody() {}

    public static Map<String, @Nullable Object> write(Policy policy) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("name", policy.name());
        body.put("group", policy.group().toString());
        body.put("status", policy.status().wire());
        body.put("inherit", policy.inherit());
        body.put("force", policy.force());
        body.put("values", policy.values());
        body.put("locks", List.copyOf(new TreeSet<>(policy.locks())));
        Audience audience = policy.audience();
        if (audience != null) {
            body.put("everyone", audience.everyone());
            body.put("priority", audience.priority());
            body.put("people", texts(audience.people()));
            body.put("peopleGroups", texts(audience.groups()));
        }
        return body;
    }

    /** The policy with the content of a body; the group and the people stay. */
    @SuppressWarnings("unchecked")
    public static Policy read(Policy present, Map<String, @Nullable Object> body) {
        return new Policy(
                present.id(),
                present.group(),
                present.platform(),
                String.valueOf(body.get("name")),
                present.status(),
                Boolean.TRUE.equals(body.get("inherit")),
                Boolean.TRUE.equals(body.get("force")),
                (Map<String, @Nullable Object>) map(body.get("values")),
                locks(body),
                present.revision(),
                present.changedAt(),
                present.changedBy(),
                present.audience());
    }

    /** Whom a body's profile is for; null for the policy of a group of devices. */
    public static @Nullable Audience audience(Map<String, @Nullable Object> body) {
        return body.get("priority") instanceof Number priority
                ? new Audience(
                        Boolean.TRUE.equals(body.get("everyone")),
                        priority.intValue(),
                        ids(body.get("people")),
                        ids(body.get("peopleGroups")))
                : null;
    }

    private static List<String> texts(Set<UUID> ids) {
        return ids.stream().map(UUID::toString).sorted().toList();
    }

    private static Set<UUID> ids(@Nullable Object value) {
        Set<UUID> ids = new HashSet<>();
        if (value instanceof List<?> list) {
            list.forEach(id -> ids.add(UUID.fromString(String.valueOf(id))));
        }
        return ids;
    }

    public static Set<String> locks(Map<String, @Nullable Object> body) {
        Set<String> locks = new TreeSet<>();
        if (body.get("locks") instanceof List<?> list) {
            list.forEach(l -> locks.add(String.valueOf(l)));
        }
        return locks;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, @Nullable Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    /** The group that a body names. */
    public static UUID group(Map<String, @Nullable Object> body) {
        return UUID.fromString(String.valueOf(body.get("group")));
    }
}
