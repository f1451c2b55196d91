package org.fairlead.server.api;

import java.util.List;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.overview.Overview;
import org.fairlead.server.core.overview.Overviews;

/** The fleet at a glance. */
public final class OverviewRoutes implements Routes {
    private final Overviews overviews;

    public OverviewRoutes(Overviews overviews) {
        this.overviews = overviews;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get("/overview", Overview.class)
                .rule(Access.right(Right.VIEW))
                .summary("The fleet at a glance")
                .handle(call -> overviews.of(call.caller())));
    }
}
