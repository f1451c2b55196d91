package org.fairlead.thinclient.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A disk in memory that loses power at a given step: unsynced content survives only in part, unsynced names not. */
public class FaultyDisk implements Disk {
    private final Map<Path, byte[]> durable = new HashMap<>();
    private final Map<Path, byte[]> current = new HashMap<>();
    public int steps;
    public int failAt = Integer.MAX_VALUE;

    private void step() throws IOException {
        if (++steps == failAt) {
            throw new IOException("power cut");
        }
    }

    /** What is there when the power is back. */
    public FaultyDisk afterPowerCut() {
        FaultyDisk next = new FaultyDisk();
        next.durable.putAll(durable);
        next.current.putAll(durable);
        return next;
    }

    @Override
    public byte @Nullable [] read(Path file) {
        return current.get(file);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        byte[] torn = Arrays.copyOf(content, content.length / 2);
        current.put(file, torn);
        durable.put(file, torn);
        step();
        current.put(file, content);
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        byte[] old = current.getOrDefault(file, new byte[0]);
        byte[] torn = Arrays.copyOf(old, old.length + content.length / 2);
        System.arraycopy(content, 0, torn, old.length, content.length / 2);
        durable.put(file, torn);
        step();
        byte[] whole = Arrays.copyOf(old, old.length + content.length);
        System.arraycopy(content, 0, whole, old.length, content.length);
        current.put(file, whole);
        durable.put(file, whole);
    }

    @Override
    public void sync(Path file) throws IOException {
        step();
        byte[] content = current.get(file);
        if (content != null) {
            durable.put(file, content);
        }
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        step();
        byte[] content = current.remove(source);
        if (content == null) {
            throw new IOException("no such file");
        }
        current.put(target, content);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        step();
        durable.clear();
        durable.putAll(current);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        current.remove(file);
    }

    @Override
    public void folder(Path folder) {}

    @Override
    public List<Path> list(Path folder) {
        return current.keySet().stream()
                .filter(path -> path.startsWith(folder))
                .sorted()
                .toList();
    }
}
