package org.fairlead.protocol.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.fairlead.protocol.json.Json;
import org.junit.jupiter.api.Test;

/** Holds docs/settings.md to the catalogue; run with {@code FAIRLEAD_GOLDEN=write} to write it anew. */
class SettingsPageTest {
    private final StringBuilder out = new StringBuilder();

    @Test
    void theReferencePageIsWhatTheCatalogueSays() throws IOException {
        Path page = Path.of("..", "docs", "settings.md");
        String expected = page();
        if ("write".equals(System.getenv("FAIRLEAD_GOLDEN"))) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, expected);
        }
        assertThat(Files.readString(page))
                .as("write the page anew with FAIRLEAD_GOLDEN=write")
                .isEqualTo(expected);
    }

    private String page() {
        line("# Settings");
        line("");
        line(
                "Generated from the settings catalogue. Every setting can be set in a policy and for a single device unless the"
                        + " last column says otherwise. A policy locks whole blocks. The sections *Android* and *iPhone and"
                        + " iPad* are also those of security profiles.");
        for (Section section : Catalogue.load().sections()) {
            line("");
            line("## " + section.title().en());
            line("");
            line(section.help().en() + ".");
            for (Block block : section.blocks()) {
                line("");
                line("### " + block.title().en());
                line("");
                line(block.help().en() + ". Block `" + block.id() + "`, right `" + block.right() + "`.");
                line("");
                line("| Setting | Key | Values | Default | Meaning |");
                line("|---|---|---|---|---|");
                for (Setting setting : block.settings()) {
                    row(setting.title().en(), setting.key(), values(setting), setting.defaultValue(), meaning(setting));
                }
                block.settings().stream()
                        .filter(setting -> setting.type() == ValueType.LIST && !setting.plainList())
                        .forEach(this::fields);
            }
        }
        return out.toString();
    }

    private void fields(Setting setting) {
        line("");
        line("Each entry of `" + setting.key() + "`:");
        line("");
        line("| Field | Name | Values | Default | Meaning |");
        line("|---|---|---|---|---|");
        for (Field field : setting.itemFields()) {
            Text help = field.help();
            row(
                    field.title() == null ? "" : field.title().en(),
                    field.key(),
                    limits(field),
                    field.required() ? "required" : field.defaultValue(),
                    help == null ? "" : help.en());
        }
    }

    private static String values(Setting setting) {
        if (setting.type() != ValueType.LIST) {
            Text unit = setting.unit();
            return limits(setting.value()) + (unit == null ? "" : " " + unit.en());
        }
        String items =
                setting.plainList() ? " of " + limits(setting.itemFields().get(0)) : " of entries as below";
        return "up to " + setting.maxItems() + items;
    }

    private static String limits(Field field) {
        return switch (field.type()) {
            case BOOLEAN -> "on, off";
            case INTEGER -> field.min() + " to " + field.max();
            case CHOICE ->
                field.options().stream()
                        .map(option ->
                                "`" + option.value() + "` " + option.title().en())
                        .collect(Collectors.joining(", "));
            case HOST -> "host name or IP address";
            case ADDRESS -> "IP address";
            case URL -> "web address";
            case SECRET -> "secret, up to " + field.maxLength() + " characters";
            case CERTIFICATE -> "certificate (PEM)";
            case TEXT, LIST ->
                "text, up to " + field.maxLength() + " characters"
                        + (field.maxLines() > 1 ? ", " + field.maxLines() + " lines" : "");
        };
    }

    private static String meaning(Setting setting) {
        String only = setting.levels().size() > 1
                ? ""
                : setting.levels().contains(Level.POLICY) ? " *(policy only)*" : " *(device only)*";
        ShownWhen when = setting.shownWhen();
        String condition = when == null ? "" : "; counts when `" + when.key() + "` is " + alternatives(when.values());
        String supervised = setting.supervised() ? " *(supervised devices only)*" : "";
        return setting.help().en() + condition + only + supervised;
    }

    private static String alternatives(List<Object> values) {
        return values.stream().map(value -> "`" + value + "`").collect(Collectors.joining(" or "));
    }

    private void row(String title, String key, String values, Object defaultValue, String meaning) {
        String shown = defaultValue == null || "".equals(defaultValue)
                ? ""
                : "required".equals(defaultValue) ? "*required*" : "`" + Json.print(defaultValue) + "`";
        line("| " + String.join(" | ", title, "`" + key + "`", values, shown, meaning) + " |");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
