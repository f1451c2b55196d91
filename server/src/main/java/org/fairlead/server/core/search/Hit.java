package org.fairlead.server.core.search;

import java.util.Locale;
import org.fairlead.server.core.Wire;

/** Something that a search has found, and the console's page that shows it. */
public record Hit(Kind kind, String id, String title, String subtitle, String url) {
    /** The kinds of things that can be found. */
    public enum Kind implements Wire {
        DEVICE,
        GROUP,
        POLICY,
        PERSON,
        ADMINISTRATOR,
        EVENT,
        SETTING;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
