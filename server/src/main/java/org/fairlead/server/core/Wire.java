package org.fairlead.server.core;

/** An enum that names itself in the API and in the database. */
public interface Wire {
    String wire();
}
