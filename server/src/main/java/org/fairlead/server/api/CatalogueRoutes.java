package org.fairlead.server.api;

import java.util.List;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.access.Right;

/** The settings catalogue, as devices and console share it. */
public final class CatalogueRoutes implements Routes {
    private final Object catalogue;

    public CatalogueRoutes(Catalogue catalogue) {
        this.catalogue = Json.parseObject(catalogue.json());
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get("/catalogue", Object.class)
                .rule(Access.right(Right.VIEW))
                .summary("Every setting with its type, limits, default and texts")
                .handle(call -> catalogue));
    }
}
