package org.fairlead.thinclient.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.jspecify.annotations.Nullable;

/** Files of one folder that are replaced as a whole: after a power cut each holds its old or its new content. */
public final class SafeFiles {
    private final Disk disk;
    private final Path folder;
    private boolean closed;

    public SafeFiles(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    public Path path(String name) {
        return folder.resolve(name);
    }

    public Disk disk() {
        return disk;
    }

    /** From now on nothing is written any more; what is being written is finished first. */
    public synchronized void close() {
        closed = true;
    }

    private void open() {
        if (closed) {
            throw new StateError("the thin client has ended");
        }
    }

    /** Adds to the end of a file. */
    public synchronized void append(String name, byte[] content) throws IOException {
        open();
        disk.append(folder.resolve(name), content);
    }

    public synchronized void save(String name, byte[] content) {
        open();
        Path temporary = folder.resolve(name + ".new");
        try {
            disk.write(temporary, content);
            disk.sync(temporary);
            disk.rename(temporary, folder.resolve(name));
            disk.syncFolder(folder);
        } catch (IOException e) {
            throw new StateError("cannot write " + name + ": " + e.getMessage() + "; free some space", e);
        }
    }

    public synchronized byte @Nullable [] load(String name) {
        try {
            return disk.read(folder.resolve(name));
        } catch (IOException e) {
            throw new StateError("cannot read " + name + ": " + e.getMessage(), e);
        }
    }

    public void saveObject(String name, Map<String, ? extends @Nullable Object> object) {
        save(name, Json.print(object).getBytes(StandardCharsets.UTF_8));
    }

    /** The JSON object in a file, or null if there is no such file. */
    public @Nullable Map<String, @Nullable Object> loadObject(String name) {
        byte[] content = load(name);
        if (content == null) {
            return null;
        }
        try {
            return Json.parseObject(new String(content, StandardCharsets.UTF_8));
        } catch (JsonError e) {
            throw new StateError(name + " is damaged: " + e.getMessage() + "; delete it to start anew", e);
        }
    }

    public synchronized void delete(String name) {
        open();
        try {
            disk.delete(folder.resolve(name));
            disk.syncFolder(folder);
        } catch (IOException e) {
            throw new StateError("cannot delete " + name + ": " + e.getMessage(), e);
        }
    }
}
