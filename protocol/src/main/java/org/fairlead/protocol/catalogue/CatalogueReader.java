package org.fairlead.protocol.catalogue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Turns the JSON document of the catalogue into records. */
final class CatalogueReader {
    private CatalogueReader() {}

    static Catalogue read(String json) {
        Map<String, @Nullable Object> root = Json.parseObject(json);
        List<Section> sections = new ArrayList<>();
        for (Map<String, Object> section : maps(root.get("sections"))) {
            List<Block> blocks = new ArrayList<>();
            for (Map<String, Object> block : maps(section.get("blocks"))) {
                blocks.add(new Block(
                        string(block, "id"),
                        text(block.get("title")),
                        text(block.get("help")),
                        string(block, "right"),
                        maps(block.get("settings")).stream()
                                .map(CatalogueReader::setting)
                                .toList()));
            }
            sections.add(new Section(
                    string(section, "id"), text(section.get("title")), text(section.get("help")), List.copyOf(blocks)));
        }
        return new Catalogue(
                ((Long) Objects.requireNonNull(root.get("version"))).intValue(), List.copyOf(sections), json);
    }

    private static Setting setting(Map<String, Object> map) {
        Field value = field(map);
        Set<Level> levels = EnumSet.noneOf(Level.class);
        for (Object level : list(map.get("levels"))) {
            levels.add(Level.valueOf(((String) level).toUpperCase(Locale.ROOT)));
        }
        List<Field> itemFields = List.of();
        if (map.get("item") != null) {
            Map<String, Object> item = map(map.get("item"));
            itemFields = item.containsKey("fields")
                    ? maps(item.get("fields")).stream()
                            .map(CatalogueReader::field)
                            .toList()
                    : List.of(field(item));
        }
        ShownWhen shownWhen = null;
        if (map.get("shownWhen") != null) {
            Map<String, Object> condition = map(map.get("shownWhen"));
            shownWhen = new ShownWhen(string(condition, "key"), List.copyOf(list(condition.get("in"))));
        }
        return new Setting(
                string(map, "key"),
                text(map.get("title")),
                text(map.get("help")),
                value,
                Objects.requireNonNull(map.get("default")),
                list(map.get("platforms")).stream().map(String.class::cast).toList(),
                levels,
                map.get("unit") == null ? null : text(map.get("unit")),
                itemFields,
                map.get("maxItems") == null ? 0 : Math.toIntExact((Long) map.get("maxItems")),
                shownWhen,
                Boolean.TRUE.equals(map.get("supervised")));
    }

    private static Field field(Map<String, Object> map) {
        List<Option> options = new ArrayList<>();
        if (map.get("options") != null) {
            for (Map<String, Object> option : maps(map.get("options"))) {
                options.add(new Option(string(option, "value"), text(option.get("title"))));
            }
        }
        Object maxLength = map.get("maxLength");
        Object maxLines = map.get("maxLines");
        return new Field(
                map.containsKey("key") ? string(map, "key") : "",
                map.get("title") == null ? null : text(map.get("title")),
                map.get("help") == null ? null : text(map.get("help")),
                ValueType.valueOf(string(map, "type").toUpperCase(Locale.ROOT)),
                map.get("default"),
                (Long) map.get("min"),
                (Long) map.get("max"),
                maxLength == null ? null : Math.toIntExact((Long) maxLength),
                maxLines == null ? 1 : Math.toIntExact((Long) maxLines),
                map.get("forbid") == null ? "" : string(map, "forbid"),
                List.copyOf(options),
                Boolean.TRUE.equals(map.get("required")));
    }

    private static String string(Map<String, Object> map, String name) {
        return (String) Objects.requireNonNull(map.get(name), name);
    }

    private static Text text(@Nullable Object value) {
        Map<String, Object> map = map(value);
        return new Text(string(map, "en"), string(map, "ru"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object value) {
        return (List<Object>) Objects.requireNonNull(value);
    }

    private static List<Map<String, Object>> maps(@Nullable Object value) {
        return list(value).stream().map(CatalogueReader::map).toList();
    }
}
