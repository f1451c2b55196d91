package org.fairlead.server.api;

import java.util.List;

/** A part of the API: some routes that belong together. */
@FunctionalInterface
public interface Routes {
    List<Route<?, ?>> routes();
}
