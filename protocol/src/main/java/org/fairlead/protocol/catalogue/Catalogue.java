package org.fairlead.protocol.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All settings that exist, in sections and blocks: the one source of validation, forms and reference pages. Immutable.
 *
 * <p>Values travel as plain JSON values: Boolean, Long, String, {@code List} of these or of {@code Map} from field key
 * to value. An empty text, host, address, url or secret means "not set".
 */
public final class Catalogue {
    private final int version;
    private final List<Section> sections;
    private final String json;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<String, Block> blocks = new LinkedHashMap<>();

    Catalogue(int version, List<Section> sections, String json) {
        this.version = version;
        this.sections = sections;
        this.json = json;
        for (Section section : sections) {
            for (Block block : section.blocks()) {
                blocks.put(block.id(), block);
                block.settings().forEach(setting -> settings.put(setting.key(), setting));
            }
        }
    }

    /** Reads the catalogue that this program was built with. */
    public static Catalogue load() {
        try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.json")) {
            byte[] bytes = Objects.requireNonNull(in, "catalogue.json").readAllBytes();
            return CatalogueReader.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part that devices of one platform know. */
    public Catalogue forPlatform(String platform) {
        List<Section> kept = new ArrayList<>();
        for (Section section : sections) {
            List<Block> known = new ArrayList<>();
            for (Block block : section.blocks()) {
                List<Setting> settings = block.settings().stream()
                        .filter(setting -> setting.platforms().contains(platform))
                        .toList();
                if (!settings.isEmpty()) {
                    known.add(new Block(block.id(), block.title(), block.help(), block.right(), settings));
                }
            }
            if (!known.isEmpty()) {
                kept.add(new Section(section.id(), section.title(), section.help(), List.copyOf(known)));
            }
        }
        return new Catalogue(version, List.copyOf(kept), json);
    }

    public int version() {
        return version;
    }

    public List<Section> sections() {
        return sections;
    }

    /** The document itself, as the console gets it. */
    public String json() {
        return json;
    }

    public List<Block> blocks() {
        return List.copyOf(blocks.values());
    }

    public List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    public Optional<Setting> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    public Optional<Block> block(String id) {
        return Optional.ofNullable(blocks.get(id));
    }

    /** Every setting with its default. */
    public Map<String, Object> defaults() {
        Map<String, Object> defaults = new LinkedHashMap<>();
        settings.forEach((key, setting) -> defaults.put(key, setting.defaultValue()));
        return defaults;
    }

    /**
     * Checks the values of a policy or of a device by themselves: types, limits and the rules between settings that are
     * all present. Null values count as absent.
     *
     * @return key (for list items with {@code [index].field} after it) to problem; empty when all is well
     */
    public Map<String, SettingProblem> validate(Map<String, ? extends @Nullable Object> values) {
        Map<String, SettingProblem> problems = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            Setting setting = settings.get(key);
            if (setting == null) {
                problems.put(key, SettingProblem.of("unknown-setting"));
            } else if (value != null) {
                ValueCheck.check(setting, value, problems);
            }
        });
        Rules.check(values, false, problems);
        return problems;
    }

    /** Like {@link #validate(Map)}, and refuses settings that do not belong to the level. */
    public Map<String, SettingProblem> validate(Map<String, ? extends @Nullable Object> values, Level level) {
        Map<String, SettingProblem> problems = validate(values);
        values.forEach((key, value) -> {
            Setting setting = settings.get(key);
            if (setting != null && value != null && !setting.levels().contains(level)) {
                problems.put(key, SettingProblem.of(level == Level.DEVICE ? "not-here" : "only-device"));
            }
        });
        return problems;
    }

    /** Checks effective values as a whole, also for what one setting needs of another. */
    public Map<String, SettingProblem> validateComplete(Map<String, ? extends @Nullable Object> effective) {
        Map<String, SettingProblem> problems = validate(effective);
        Rules.check(effective, true, problems);
        return problems;
    }

    /**
     * The same values in one form, in catalogue order: no nulls and no unknown keys, whole numbers as Long, texts
     * trimmed with line feeds only, list items with all their fields. Call it after {@link #validate(Map)}.
     */
    public Map<String, Object> normalise(Map<String, ? extends @Nullable Object> values) {
        Map<String, Object> normal = new LinkedHashMap<>();
        settings.forEach((key, setting) -> {
            Object value = values.get(key);
            if (value != null) {
                normal.put(key, Normal.form(setting, value));
            }
        });
        return normal;
    }
}
