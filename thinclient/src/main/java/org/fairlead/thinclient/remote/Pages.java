package org.fairlead.thinclient.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fairlead.thinclient.i18n.Words;

/** The words that administrators read instead of the screen. */
final class Pages {
    private final Map<String, Words> known = new ConcurrentHashMap<>();

    Page of(String language, Scene scene, Consent consent, Visitor visitor, long now) {
        Words words = known.computeIfAbsent(language, Words::new);
        return switch (scene) {
            case BUSY -> page(words, "busy");
            case PAUSED -> page(words, "paused");
            case PRIVATE -> {
                boolean may = consent.phase() instanceof Consent.Phase.Admitted a && a.sessionMode() == Mode.REQUEST;
                String key = consent.asksForSession() ? "private.asked" : may ? "private.declined" : "private.never";
                yield new Page(words.get("remote.page.private"), words.get("remote.page." + key));
            }
            case WAITING, SCREEN -> {
                if (!visitor.equals(consent.visitor()) || !(consent.phase() instanceof Consent.Phase.Asking asking)) {
                    yield page(words, "wait");
                }
                String key = asking.automatic() ? "remote.page.wait.automatic" : "remote.page.wait.request";
                yield new Page(words.get("remote.page.wait"), words.count(key, secondsLeft(consent, now)));
            }
        };
    }

    private static Page page(Words words, String name) {
        return new Page(words.get("remote.page." + name), words.get("remote.page." + name + ".text"));
    }

    /** Seconds until the question answers itself, rounded up; -1 when nobody is asked. */
    static long secondsLeft(Consent consent, long now) {
        return consent.phase() instanceof Consent.Phase.Asking asking
                ? Math.max(0, (asking.deadline() - now + 999) / 1000)
                : -1;
    }
}
