package org.fairlead.thinclient.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The few file operations that durable state needs; a test can fail each of them. */
public interface Disk {
    /** Content of a file, or null if there is none. */
    byte @Nullable [] read(Path file) throws IOException;

    /** Creates or replaces a file readable by its owner only; not yet durable. */
    void write(Path file, byte[] content) throws IOException;

    /** Adds to the end of a file and makes it durable. */
    void append(Path file, byte[] content) throws IOException;

    /** Makes the content of a file durable. */
    void sync(Path file) throws IOException;

    /** Replaces the target by the source in one step. */
    void rename(Path source, Path target) throws IOException;

    /** Makes the names in a folder durable. */
    void syncFolder(Path folder) throws IOException;

    /** Deletes a file if it exists. */
    void delete(Path file) throws IOException;

    /** Makes a folder for the owner only if there is none. */
    void folder(Path folder) throws IOException;

    /** The files in a folder and below it; empty if there is no such folder. */
    List<Path> list(Path folder) throws IOException;
}
