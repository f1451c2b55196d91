package org.fairlead.server.core.people;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.server.core.Problem;

/** Reads people from pasted text: addresses in any of four separators, or a table (RFC 4180) with comma, semicolon or tab. */
public final class PeopleList {
    public static final int MAX_ENTRIES = 10_000;
    private static final Pattern NAMED = Pattern.compile("\\s*\"?([^\"<]*?)\"?\\s*<([^<>]*)>\\s*");
    private static final Map<String, String> HEADERS = headers();
    private static final List<String> POSITIONS = List.of("mail", "name", "phone", "group", "locale", "comment");

    private PeopleList() {}

    /** One person as written; the line counts from 1. The group is a path with slashes; several are separated by |. */
    public record Entry(
            int line, String mail, String name, String phone, String group, String locale, String comment) {}

    /** Addresses separated by new line, comma, semicolon or space, also as {@code Name <address>}. */
    public static List<Entry> addresses(String text) {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            for (String part : line.split("[,;]")) {
                Matcher named = NAMED.matcher(part);
                if (named.matches()) {
                    add(
                            entries,
                            entry(number, named.group(2).strip(), named.group(1).strip()));
                } else {
                    for (String word : part.strip().split("\\s+")) {
                        if (!word.isEmpty()) {
                            add(entries, entry(number, word, ""));
                        }
                    }
                }
            }
        }
        return entries;
    }

    /** A table; the first row names the columns unless it holds an address. */
    public static List<Entry> table(String text) {
        List<Row> rows = rows(text.startsWith("\uFEFF") ? text.substring(1) : text);
        List<String> columns = POSITIONS;
        int from = 0;
        if (!rows.isEmpty() && rows.getFirst().cells.stream().noneMatch(cell -> cell.contains("@"))) {
            columns = rows.getFirst().cells.stream()
                    .map(cell -> HEADERS.getOrDefault(cell.strip().toLowerCase(Locale.ROOT), ""))
                    .toList();
            if (!columns.contains("mail") && !columns.contains("name")) {
                throw new Problem.Invalid("text", "the first row must name the columns, such as mail, name, group");
            }
            from = 1;
        }
        List<Entry> entries = new ArrayList<>();
        for (Row row : rows.subList(from, rows.size())) {
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(columns.size(), row.cells.size()); i++) {
                cells.putIfAbsent(columns.get(i), row.cells.get(i).strip());
            }
            cells.remove("");
            if (cells.values().stream().anyMatch(cell -> !cell.isEmpty())) {
                add(
                        entries,
                        new Entry(
                                row.line,
                                cells.getOrDefault("mail", ""),
                                cells.getOrDefault("name", ""),
                                cells.getOrDefault("phone", ""),
                                cells.getOrDefault("group", ""),
                                cells.getOrDefault("locale", "").toLowerCase(Locale.ROOT),
                                cells.getOrDefault("comment", "")));
            }
        }
        return entries;
    }

    private static void add(List<Entry> entries, Entry entry) {
        if (entries.size() == MAX_ENTRIES) {
            throw new Problem.Invalid("text", "at most " + MAX_ENTRIES + " people at once, divide the list");
        }
        entries.add(entry);
    }

    private static Entry entry(int line, String mail, String name) {
        return new Entry(line, mail, name, "", "", "", "");
    }

    private record Row(int line, List<String> cells) {}

    private static List<Row> rows(String text) {
        char separator = separator(text);
        List<Row> rows = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int line = 1;
        int begun = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    cell.append(c);
                    line += c == '\n' ? 1 : 0;
                }
            } else if (c == '"' && cell.toString().isBlank()) {
                cell.setLength(0);
                quoted = true;
            } else if (c == separator) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (c == '\n') {
                cells.add(cell.toString());
                rows.add(new Row(begun, List.copyOf(cells)));
                cells.clear();
                cell.setLength(0);
                line++;
                begun = line;
            } else if (c != '\r') {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new Problem.Invalid("text", "a quotation mark that begins in line " + begun + " never ends");
        }
        cells.add(cell.toString());
        rows.add(new Row(begun, List.copyOf(cells)));
        return rows;
    }

    private static char separator(String text) {
        String first = text.lines().findFirst().orElse("");
        for (char c : new char[] {'\t', ';'}) {
            if (first.indexOf(c) >= 0) {
                return c;
            }
        }
        return ',';
    }

    private static Map<String, String> headers() {
        Map<String, String> map = new LinkedHashMap<>();
        for (String word :
                List.of("mail", "email", "e-mail", "address", "почта", "адрес", "эл. почта", "электронная почта")) {
            map.put(word, "mail");
        }
        for (String word : List.of("name", "alias", "full name", "имя", "фио")) {
            map.put(word, "name");
        }
        for (String word : List.of("phone", "телефон")) {
            map.put(word, "phone");
        }
        for (String word : List.of("group", "groups", "группа", "группы")) {
            map.put(word, "group");
        }
        for (String word : List.of("locale", "language", "lang", "язык")) {
            map.put(word, "locale");
        }
        for (String word : List.of("comment", "note", "комментарий", "примечание")) {
            map.put(word, "comment");
        }
        return map;
    }
}
