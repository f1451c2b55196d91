package org.fairlead.thinclient.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.SettingsState;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** What the thin client knows of itself; its monitor guards changes of several parts. */
final class DeviceState {
    private static final int MAX_NOTICES = 50;
    private static final String START_FILE = "start.json";

    private final SafeFiles files;
    private final Catalogue catalogue;
    private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private @Nullable Identity identity;
    private SettingsState settings;
    private boolean started;
    private Connection connection = Connection.NONE;
    private String reason = "";
    private @Nullable String stranger;
    private @Nullable Instant lastContact;
    private Map<String, Up.BlockResult> results = Map.of();

    DeviceState(SafeFiles files, Catalogue catalogue) {
        this.files = files;
        this.catalogue = catalogue;
        this.identity = Identity.load(files);
        this.settings = SettingsState.load(files);
        Map<String, @Nullable Object> start = files.loadObject(START_FILE);
        this.started = identity != null || (start != null && Values.flag(start, "alone"));
    }

    synchronized View view() {
        Identity current = identity;
        String name = current == null || current.name().isEmpty() ? Machine.hostname() : current.name();
        return new View(
                started,
                name,
                current,
                connection,
                reason,
                lastContact,
                settings.effective(catalogue),
                settings.locks(),
                results,
                settings.hash(),
                settings.isAway(),
                stranger,
                List.copyOf(notices));
    }

    void listen(Consumer<View> listener) {
        listeners.add(listener);
        listener.accept(view());
    }

    /** Tells the listeners. */
    void changed() {
        View view = view();
        listeners.forEach(listener -> listener.accept(view));
    }

    synchronized @Nullable Identity identity() {
        return identity;
    }

    synchronized void identity(Identity next) {
        next.save(files);
        identity = next;
    }

    /** The server shows this unknown key; false when that is known already, null when it shows the right one. */
    synchronized boolean stranger(@Nullable String seen) {
        boolean news = !java.util.Objects.equals(seen, stranger);
        stranger = seen;
        return news;
    }

    /** Belongs to a server from now on, with no settings of another one. */
    synchronized void enrolled(Identity fresh) {
        identity(fresh);
        started = true;
        settings(SettingsState.EMPTY);
    }

    /** Changes the identity if there is one; gives the one before when something changed. */
    synchronized @Nullable Identity identity(UnaryOperator<Identity> change) {
        Identity current = identity;
        Identity next = current == null ? null : change.apply(current);
        if (next == null || next.equals(current)) {
            return null;
        }
        identity(next);
        return current;
    }

    synchronized void workAlone() {
        files.saveObject(START_FILE, Map.of("alone", true));
        started = true;
    }

    synchronized SettingsState settings() {
        return settings;
    }

    synchronized void settings(SettingsState next) {
        next.save(files);
        settings = next;
    }

    /** A value of the office, also while the out-of-office policy is in force. */
    synchronized long officeNumber(String key, long otherwise) {
        return Values.number(settings.away(false).effective(catalogue), key, otherwise);
    }

    synchronized Connection connection() {
        return connection;
    }

    /** Sets how the device stands to its server; true when it was online before. */
    synchronized boolean connection(Connection next, String why) {
        boolean was = connection == Connection.ONLINE;
        connection = next;
        reason = why;
        return was;
    }

    synchronized void contact(Instant at) {
        lastContact = at;
    }

    synchronized void results(Map<String, Up.BlockResult> next) {
        results = next;
    }

    synchronized void note(Notice notice) {
        notices.addFirst(notice);
        if (notices.size() > MAX_NOTICES) {
            notices.removeLast();
        }
    }
}
