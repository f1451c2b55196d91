package org.fairlead.server.core.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.Section;
import org.fairlead.protocol.catalogue.Setting;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.group.Group;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.people.PeopleAccess;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyBook;
import org.jspecify.annotations.Nullable;

/** Searches everything that has a name, in both languages; a caller finds only what the caller may see. */
public final class Search {
    public static final int MAX_QUERY = 100;
    private static final int MAX_WORDS = 6;
    private static final int MAX_DEVICES = 8;
    private static final int MAX_OTHERS = 5;

    private final UnitOfWork unit;
    private final SearchStore store;
    private final Fleet fleet;
    private final List<Entry> events;
    private final List<Entry> settings;

    public Search(UnitOfWork unit, SearchStore store, Fleet fleet, Catalogue catalogue, List<EventName> eventNames) {
        this.unit = unit;
        this.store = store;
        this.fleet = fleet;
        this.events = eventNames.stream()
                .map(e -> new Entry(
                        e.code(), e.title(), new Text(e.code(), e.code()), "/events?code=" + encoded(e.code())))
                .toList();
        this.settings = settings(catalogue);
    }

    /** A kind of event under the name that people know. */
    public record EventName(String code, Text title) {}

    private record Entry(String id, Text title, Text place, String url) {}

    /**
     * Finds what contains every word of the query.
     *
     * @param language of titles that exist in two; null for the one in which the words were found
     */
    public List<Hit> find(Caller caller, String query, @Nullable String language) {
        String text = query.strip().toLowerCase(Locale.ROOT);
        if (text.length() > MAX_QUERY) {
            throw new Problem.Invalid("q", "at most " + MAX_QUERY + " characters");
        }
        List<String> words =
                List.of(text.split("\\s+")).stream().limit(MAX_WORDS).toList();
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            return List.of();
        }
        Scope scope = caller.scope(Right.VIEW);
        PolicyBook book = fleet.book();
        Set<UUID> covered = book.tree().covered(scope);
        List<Hit> hits = new ArrayList<>();
        boolean administrators = caller.scope(Right.ADMINISTRATION).everywhere();
        unit.read(tx -> store.devices(tx, words, scope.everywhere() ? null : covered, MAX_DEVICES))
                .forEach(d -> hits.add(device(book.tree(), d)));
        hits.addAll(groups(book.tree(), covered, words));
        hits.addAll(policies(book, covered, words));
        if (PeopleAccess.mayLook(caller)) {
            unit.read(tx -> store.people(tx, words, MAX_OTHERS))
                    .forEach(p -> hits.add(
                            new Hit(Hit.Kind.PERSON, p.id().toString(), p.name(), p.mail(), "/users/" + p.id())));
        }
        if (administrators) {
            unit.read(tx -> store.administrators(tx, words, MAX_OTHERS)).forEach(a -> hits.add(administrator(a)));
        }
        hits.addAll(entries(Hit.Kind.SETTING, settings, words, language));
        hits.addAll(entries(Hit.Kind.EVENT, events, words, language));
        return hits;
    }

    private static Hit device(GroupTree tree, SearchStore.FoundDevice device) {
        List<String> parts = new ArrayList<>();
        UUID group = device.group();
        if (!device.model().isEmpty()) {
            parts.add(device.model());
        }
        if (!device.address().isEmpty()) {
            parts.add(device.address());
        }
        if (group != null && tree.find(group).isPresent()) {
            parts.add(tree.get(group).name());
        }
        return new Hit(
                Hit.Kind.DEVICE,
                device.id().toString(),
                device.name(),
                String.join(" · ", parts),
                "/devices/" + device.id());
    }

    private static Hit administrator(SearchStore.FoundAdministrator found) {
        return new Hit(
                Hit.Kind.ADMINISTRATOR,
                found.id().toString(),
                found.name(),
                found.login(),
                "/administrators?id=" + found.id());
    }

    private static List<Hit> groups(GroupTree tree, Set<UUID> covered, List<String> words) {
        return best(
                tree.all().stream().filter(g -> covered.contains(g.id())).toList(),
                Group::name,
                words,
                g -> new Hit(
                        Hit.Kind.GROUP,
                        g.id().toString(),
                        g.name(),
                        String.join(" / ", tree.names(g.id())),
                        "/devices?group=" + g.id()));
    }

    private static List<Hit> policies(PolicyBook book, Set<UUID> covered, List<String> words) {
        return best(
                book.policies().stream()
                        .filter(p -> covered.contains(p.group()))
                        .toList(),
                Policy::name,
                words,
                p -> new Hit(
                        Hit.Kind.POLICY,
                        p.id().toString(),
                        p.name(),
                        p.audience() == null ? String.join(" / ", book.tree().names(p.group())) : "",
                        (p.audience() == null ? "/policies/" : "/security-profiles/") + p.id()));
    }

    private static List<Hit> entries(Hit.Kind kind, List<Entry> all, List<String> words, @Nullable String language) {
        return best(all, e -> e.title().en() + " " + e.title().ru() + " " + e.id(), words, e -> {
            boolean russian =
                    language == null ? !contains(e.title().en() + " " + e.id(), words) : language.startsWith("ru");
            String tag = russian ? "ru" : "en";
            return new Hit(kind, e.id(), e.title().in(tag), e.place().in(tag), e.url());
        });
    }

    private static <T> List<Hit> best(List<T> all, Function<T, String> text, List<String> words, Function<T, Hit> hit) {
        String first = words.getFirst();
        return all.stream()
                .filter(item -> contains(text.apply(item), words))
                .sorted(Comparator.<T, Boolean>comparing(item ->
                                !text.apply(item).toLowerCase(Locale.ROOT).startsWith(first))
                        .thenComparing(item -> text.apply(item).toLowerCase(Locale.ROOT)))
                .limit(MAX_OTHERS)
                .map(hit)
                .toList();
    }

    private static boolean contains(String text, List<String> words) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(lower::contains);
    }

    private static List<Entry> settings(Catalogue catalogue) {
        List<Entry> entries = new ArrayList<>();
        for (Section section : catalogue.sections()) {
            for (Block block : section.blocks()) {
                Text place = new Text(
                        section.title().en() + " / " + block.title().en(),
                        section.title().ru() + " / " + block.title().ru());
                for (Setting setting : block.settings()) {
                    entries.add(new Entry(
                            setting.key(), setting.title(), place, "/policies?setting=" + encoded(setting.key())));
                }
            }
        }
        return List.copyOf(entries);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
