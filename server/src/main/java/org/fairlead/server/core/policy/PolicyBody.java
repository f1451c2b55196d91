package org.fairlead.server.core.policy;

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
        return body;
    }

    /** The policy with the content of a body; the group stays. */
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
                present.changedBy());
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

    static Policy withStatus(Policy p, Policy.Status status) {
        return new Policy(
                p.id(),
                p.group(),
                p.platform(),
                p.name(),
                status,
                p.inherit(),
                p.force(),
                p.values(),
                p.locks(),
                p.revision(),
                p.changedAt(),
                p.changedBy());
    }

    /** The group that a body names. */
    public static UUID group(Map<String, @Nullable Object> body) {
        return UUID.fromString(String.valueOf(body.get("group")));
    }
}
