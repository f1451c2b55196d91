package org.fairlead.server.api;

import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.SessionLevel;
import org.fairlead.server.core.view.SavedView;
import org.fairlead.server.core.view.Views;

/** Saved views. */
public final class ViewRoutes implements Routes {
    private final Views views;

    public ViewRoutes(Views views) {
        this.views = views;
    }

    /** A view as lists show it. */
    public record ViewItem(UUID id, String page, String name, String query, boolean shared, boolean mine) {}

    /** A new view. */
    public record NewView(String page, String name, String query, boolean shared) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access view = Access.right(Right.VIEW);
        return List.of(
                Route.items("/views", ViewItem.class)
                        .rule(view)
                        .summary("Own views and those that others share")
                        .handle(call -> new Items<>(views.list(call.caller()).stream()
                                .map(v -> item(call, v))
                                .toList())),
                Route.post("/views", NewView.class, ViewItem.class)
                        .rule(Access.session(SessionLevel.FULL))
                        .summary("Keeps a view")
                        .handle(call -> {
                            NewView in = call.input();
                            return item(
                                    call, views.create(call.caller(), in.page(), in.name(), in.query(), in.shared()));
                        }),
                Route.delete("/views/{id}")
                        .rule(Access.session(SessionLevel.FULL))
                        .summary("Deletes a view")
                        .run(call -> views.delete(call.caller(), call.pathId("id"))));
    }

    private static ViewItem item(Call<?> call, SavedView view) {
        return new ViewItem(
                view.id(),
                view.page(),
                view.name(),
                view.query(),
                view.shared(),
                view.owner().equals(call.actor().id()));
    }
}
