package org.fairlead.server.core.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;

/** Keeps the views of administrators. A view is only a filter: what it shows is up to the rights of whoever opens it. */
public final class Views {
    public static final int MAX_NAME = 100;
    public static final int MAX_QUERY = 2_000;
    public static final int MAX_OWN = 100;
    private static final int MAX_LIST = 500;
    private static final Set<String> PAGES = Set.of("devices", "events");

    private final UnitOfWork unit;
    private final ViewStore store;
    private final AuditLog audit;

    public Views(UnitOfWork unit, ViewStore store, AuditLog audit) {
        this.unit = unit;
        this.store = store;
        this.audit = audit;
    }

    public List<SavedView> list(Caller caller) {
        UUID id = caller.actor().id();
        return unit.read(tx -> store.list(tx, id == null ? new UUID(0, 0) : id, MAX_LIST));
    }

    public SavedView create(Caller caller, String page, String name, String query, boolean shared) {
        UUID owner = administrator(caller);
        SavedView view = new SavedView(Ids.next(), owner, page, name.strip(), query, shared);
        check(view);
        return unit.inTx(tx -> {
            if (store.count(tx, owner) >= MAX_OWN) {
                throw new Problem.Conflict("you have " + MAX_OWN + " views already, delete one first");
            }
            store.insert(tx, view);
            audit.record(
                    tx,
                    caller.actor(),
                    "view.create",
                    "view",
                    view.id(),
                    view.name(),
                    Map.of("page", page, "query", query, "shared", shared));
            return view;
        });
    }

    /** Deletes an own view; a shared one of somebody else only with the right to administer everywhere. */
    public void delete(Caller caller, UUID id) {
        UUID owner = administrator(caller);
        unit.runInTx(tx -> {
            SavedView view = store.find(tx, id)
                    .filter(v -> v.shared() || v.owner().equals(owner))
                    .orElseThrow(() -> new Problem.NotFound("there is no such view"));
            if (!view.owner().equals(owner)) {
                caller.requireEverywhere(Right.ADMINISTRATION);
            }
            store.delete(tx, id);
            audit.record(
                    tx,
                    caller.actor(),
                    "view.delete",
                    "view",
                    id,
                    view.name(),
                    Map.of("page", view.page(), "shared", view.shared()));
        });
    }

    private static UUID administrator(Caller caller) {
        UUID id = caller.actor().id();
        if (caller.actor().kind() != Actor.Kind.ADMINISTRATOR || id == null) {
            throw new AccessDenied("session-only", "views belong to administrators, tokens have none");
        }
        return id;
    }

    private static void check(SavedView view) {
        Map<String, String> errors = new LinkedHashMap<>();
        if (!PAGES.contains(view.page())) {
            errors.put("page", "must be devices or events");
        }
        if (view.name().isEmpty() || view.name().length() > MAX_NAME) {
            errors.put("name", "must have 1 to " + MAX_NAME + " characters");
        }
        if (view.query().length() > MAX_QUERY) {
            errors.put("query", "at most " + MAX_QUERY + " characters");
        }
        if (!errors.isEmpty()) {
            throw new Problem.Invalid(errors);
        }
    }
}
