package org.fairlead.server.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.core.settings.SettingsRules;
import org.jspecify.annotations.Nullable;

/** Policies as files, to keep them elsewhere or take them to another server; secrets stay out of them. */
public final class PolicyFileRoutes implements Routes {
    private static final String FORMAT = "fairlead-policy";
    private static final long VERSION = 1;

    private final Fleet fleet;
    private final PolicyService service;

    public PolicyFileRoutes(Fleet fleet, PolicyService service) {
        this.fleet = fleet;
        this.service = service;
    }

    /** A policy as a file holds it; the settings named last have to be entered anew. */
    public record PolicyFile(
            String format,
            int version,
            String name,
            String platform,
            boolean inherit,
            boolean force,
            Map<String, @Nullable Object> values,
            List<String> locks,
            @Nullable List<String> secretsLeftOut) {}

    /** Where a policy from a file shall go, and its name there when it shall be another. */
    public record Import(UUID groupId, @Nullable String name, PolicyFile file) {}

    /** The policy made, inactive; the settings named last have to be entered anew. */
    public record Imported(UUID id, String name, List<String> secretsLeftOut) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.download("/policies/{id}/export")
                        .rule(Access.right(Right.VIEW))
                        .summary("One policy as a JSON file, without its secrets")
                        .handle(this::export),
                Route.post("/policies/import", Import.class, Imported.class)
                        .rule(Access.anyRight(
                                Right.SETTINGS_GENERAL,
                                Right.SETTINGS_CONNECTION,
                                Right.SETTINGS_SYSTEM,
                                Right.SETTINGS_CERTIFICATES,
                                Right.SETTINGS_DATA))
                        .summary("Creates an inactive policy from a file")
                        .handle(this::read));
    }

    private Download export(Call<Void> call) {
        Policy policy = fleet.book()
                .policy(call.pathId("id"))
                .filter(p -> call.caller().may(Right.VIEW, fleet.tree().path(p.group())))
                .orElseThrow(() -> new Problem.NotFound("there is no such policy"));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<String> secrets = new ArrayList<>();
        policy.values().forEach((key, value) -> {
            if (SettingsRules.holdsSecret(value)) {
                secrets.add(key);
            }
            if (!SettingsRules.isSealed(value)) {
                values.put(key, SettingsRules.withoutSecrets(value));
            }
        });
        Map<String, @Nullable Object> file = new LinkedHashMap<>();
        file.put("format", FORMAT);
        file.put("version", VERSION);
        file.put("name", policy.name());
        file.put("platform", policy.platform());
        file.put("inherit", policy.inherit());
        file.put("force", policy.force());
        file.put("values", values);
        file.put("locks", List.copyOf(new TreeSet<>(policy.locks())));
        file.put("secretsLeftOut", secrets);
        byte[] text = (Json.print(file) + "\n").getBytes(StandardCharsets.UTF_8);
        return call.stream("application/json", "policy.json", out -> out.write(text));
    }

    private Imported read(Call<Import> call) {
        PolicyFile file = call.input().file();
        if (!FORMAT.equals(file.format()) || file.version() != VERSION) {
            throw new Problem.Invalid("file", "is not a policy of format " + FORMAT + " " + VERSION);
        }
        String name = call.input().name();
        Policy made = service.create(
                call.caller(),
                new PolicyService.Wish(
                        name == null || name.isBlank() ? file.name() : name,
                        call.input().groupId(),
                        file.platform(),
                        Policy.Status.INACTIVE,
                        file.inherit(),
                        file.force(),
                        file.values(),
                        new LinkedHashSet<>(file.locks())));
        List<String> secrets = file.secretsLeftOut();
        return new Imported(made.id(), made.name(), secrets == null ? List.of() : List.copyOf(secrets));
    }
}
