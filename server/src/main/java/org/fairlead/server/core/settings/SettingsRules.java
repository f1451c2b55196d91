package org.fairlead.server.core.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.Level;
import org.fairlead.protocol.catalogue.Setting;
import org.fairlead.protocol.catalogue.ValueType;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * The settings catalogue as the server uses it: validation, rights and secrets. A stored secret is the object
 * {@code {"sealed": base64}}; outside it is shown as {@code {"set": true}}. A secret inside a list is shown with a mark
 * by which it is found again when the list comes back in another order. Immutable, thread-safe.
 */
public final class SettingsRules {
    private static final String SEALED = "sealed";
    private static final Map<String, Object> MASK = Map.of("set", true);

    private final Catalogue catalogue;
    private final Sealer sealer;
    private final Map<String, SettingsSchema> schemas = new ConcurrentHashMap<>();

    public SettingsRules(Catalogue catalogue, Sealer sealer) {
        this.catalogue = catalogue;
        this.sealer = sealer;
    }

    /** What devices of a platform know. */
    public SettingsSchema schema(String platform) {
        return schemas.computeIfAbsent(platform, this::calculate);
    }

    private SettingsSchema calculate(String platform) {
        List<SettingsSchema.Block> blocks = new ArrayList<>();
        for (Block block : catalogue.blocks()) {
            Map<String, @Nullable Object> defaults = new LinkedHashMap<>();
            Set<String> policyOnly = new LinkedHashSet<>();
            for (Setting setting : block.settings()) {
                if (setting.platforms().stream().noneMatch(p -> p.equals(platform) || isOf(platform, p))) {
                    continue;
                }
                defaults.put(setting.key(), setting.defaultValue());
                if (!setting.levels().contains(Level.DEVICE)) {
                    policyOnly.add(setting.key());
                }
            }
            if (!defaults.isEmpty()) {
                blocks.add(new SettingsSchema.Block(block.id(), defaults, policyOnly));
            }
        }
        return new SettingsSchema(blocks);
    }

    /** Security profiles know the settings of all phones. */
    private static boolean isOf(String platform, String device) {
        return platform.equals("phone") && !device.equals("thin-client");
    }

    /** Refuses settings and locked blocks that devices of a platform do not know. */
    public void checkPlatform(String platform, Set<String> keys, Set<String> locks) {
        Map<String, String> problems = new LinkedHashMap<>();
        SettingsSchema known = schema(platform);
        keys.stream()
                .filter(key ->
                        known.blockOf(key) == null && catalogue.setting(key).isPresent())
                .forEach(key -> problems.put(key, "is no setting of this platform"));
        locks.stream()
                .filter(lock -> !known.hasBlock(lock) && catalogue.block(lock).isPresent())
                .forEach(lock -> problems.put(lock, "is no block of this platform"));
        if (!problems.isEmpty()) {
            throw new Problem.Invalid(problems);
        }
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    /** The right that changing this block needs. */
    public Right right(String blockId) {
        return catalogue
                .block(blockId)
                .flatMap(b -> Right.ofWire(b.right()))
                .orElseThrow(() -> new Problem.Invalid(blockId, "there is no such block of settings"));
    }

    /** The right that changing this setting needs. */
    public Right rightOf(String key) {
        return right(catalogue
                .setting(key)
                .map(Setting::block)
                .orElseThrow(() -> new Problem.Invalid(key, "there is no such setting")));
    }

    /**
     * Checks values as they come from outside and gives them as they are stored: normalised, secrets sealed, a masked
     * secret taken from the values before.
     */
    public Map<String, @Nullable Object> accept(
            Map<String, ? extends @Nullable Object> values,
            Map<String, ? extends @Nullable Object> before,
            Level level) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        Map<String, @Nullable Object> known = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (isSecret(key) && MASK.equals(value)) {
                if (before.containsKey(key)) {
                    kept.put(key, before.get(key));
                }
            } else {
                plain.put(key, ListSecrets.check(secretFields(key), value));
                known.put(key, ListSecrets.restore(secretFields(key), value, before.get(key)));
            }
        });
        Map<String, String> problems = new LinkedHashMap<>();
        catalogue.validate(plain, level).forEach((key, problem) -> problems.put(key, problem.text("en")));
        if (!problems.isEmpty()) {
            throw new Problem.Invalid(problems);
        }
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        catalogue
                .normalise(known)
                .forEach((key, value) -> result.put(
                        key,
                        isSecret(key) && value instanceof String secret && !secret.isEmpty()
                                ? seal(key, secret)
                                : ListSecrets.seal(secretFields(key), value, secret -> seal(key, secret))));
        result.putAll(kept);
        return result;
    }

    /** The same values with every secret masked. */
    public Map<String, @Nullable Object> masked(Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> result.put(key, mask(value)));
        return result;
    }

    /** One value with a secret masked. */
    public static @Nullable Object mask(@Nullable Object value) {
        return isSealed(value) ? MASK : ListSecrets.mask(value);
    }

    /** Whether there is a secret in the value. */
    public static boolean holdsSecret(@Nullable Object value) {
        return isSealed(value) || !java.util.Objects.equals(ListSecrets.mask(value), value);
    }

    /** The value without its secrets, for a file; null when it is one itself. */
    public static @Nullable Object withoutSecrets(@Nullable Object value) {
        return isSealed(value) ? null : ListSecrets.strip(value);
    }

    /** The value as the device needs it; a secret is opened. */
    public @Nullable Object reveal(String key, @Nullable Object value) {
        return isSealed(value) ? open(key, value) : ListSecrets.open(value, secret -> open(key, secret));
    }

    private String open(String key, @Nullable Object value) {
        String base64 = value instanceof Map<?, ?> map ? String.valueOf(map.get(SEALED)) : "";
        return new String(sealer.open(Base64.getDecoder().decode(base64), "setting|" + key), StandardCharsets.UTF_8);
    }

    public static boolean isSealed(@Nullable Object value) {
        return value instanceof Map<?, ?> map && map.size() == 1 && map.get(SEALED) instanceof String;
    }

    /** First 16 bytes of the SHA-256 of a value's canonical text, in hex. */
    public static String hash(@Nullable Object value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Json.canonical(value).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Set<String> secretFields(String key) {
        Set<String> fields = new LinkedHashSet<>();
        catalogue
                .setting(key)
                .ifPresent(setting -> setting.itemFields().stream()
                        .filter(field ->
                                field.type() == ValueType.SECRET && !field.key().isEmpty())
                        .forEach(field -> fields.add(field.key())));
        return fields;
    }

    private boolean isSecret(String key) {
        return catalogue.setting(key).map(s -> s.type() == ValueType.SECRET).orElse(false);
    }

    private Map<String, Object> seal(String key, String secret) {
        byte[] sealed = sealer.seal(secret.getBytes(StandardCharsets.UTF_8), "setting|" + key);
        return Map.of(SEALED, Base64.getEncoder().encodeToString(sealed));
    }
}
