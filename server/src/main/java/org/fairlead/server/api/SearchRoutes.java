package org.fairlead.server.api;

import java.util.List;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.search.Hit;
import org.fairlead.server.core.search.Search;

/** One search over everything. */
public final class SearchRoutes implements Routes {
    private final Search search;

    public SearchRoutes(Search search) {
        this.search = search;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.items("/search", Hit.class)
                .rule(Access.right(Right.VIEW))
                .summary("Devices, groups, policies, administrators, kinds of events and settings by their names")
                .handle(call -> new Items<>(search.find(
                        call.caller(),
                        call.query("q").orElse(""),
                        call.query("lang").orElse(null)))));
    }
}
