package org.fairlead.server.core.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which events are meant, all of which must hold; empty and null mean any. */
public record EventFilter(
        Set<EventLevel> levels,
        Set<String> codes,
        @Nullable UUID device,
        @Nullable UUID group,
        @Nullable Instant from,
        @Nullable Instant to,
        String text) {
    public static final EventFilter ALL = new EventFilter(Set.of(), Set.of(), null, null, null, null, "");

    /** The codes whose titles contain the text in one of the languages. */
    public Set<String> codesByText() {
        Set<String> found = new TreeSet<>();
        String wanted = text.toLowerCase(Locale.ROOT);
        for (EventCodes.EventType type : EventCodes.all()) {
            String title =
                    type.code() + " " + type.title().en() + " " + type.title().ru();
            if (title.toLowerCase(Locale.ROOT).contains(wanted)) {
                found.add(type.code());
            }
        }
        return found;
    }
}
