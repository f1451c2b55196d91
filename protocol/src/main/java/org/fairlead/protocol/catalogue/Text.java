package org.fairlead.protocol.catalogue;

/** One text in English and Russian. */
public record Text(String en, String ru) {
    /** The Russian text for language tags that begin with {@code ru}, else the English one. */
    public String in(String language) {
        return language.startsWith("ru") ? ru : en;
    }
}
