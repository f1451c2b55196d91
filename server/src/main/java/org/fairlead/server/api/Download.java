package org.fairlead.server.api;

import java.io.IOException;
import java.io.OutputStream;

/** A file that is written while it is sent. */
public record Download(String contentType, String filename, Writer writer) {
    /** Writes the content; runs on the request's thread. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }
}
