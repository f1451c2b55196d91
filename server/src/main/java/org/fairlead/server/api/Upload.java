package org.fairlead.server.api;

import java.io.InputStream;

/** A file that comes as the body of a request; the handler reads it and meets the limit by itself as well. */
public record Upload(InputStream content) {}
